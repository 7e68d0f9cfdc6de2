import { may } from "../../auth/policy.ts";
import { mayEditMapping, speaksFor } from "../../mappings/consent.ts";
import type { getMapping } from "../../mappings/listing.ts";
import { RELATIONSHIP_TYPES } from "../../mappings/table.ts";
import { type Listed, ListView } from "../lists.tsx";
import { fill, texts } from "../texts.ts";
import { Badge, type Tone } from "../ui/badge.tsx";
import { ButtonForm, Field, type FormState } from "../ui/form.tsx";
import { CalendarDate, Moment } from "../ui/time.tsx";
import { type Doctor, doctorChoices } from "./doctors.ts";
import { FormCard, Section } from "./parts.tsx";
import { mayWrite, type RefusedStatus, tiesOf, type Visit } from "./visit.ts";

const words = texts.clinic.team;

type Care = Awaited<ReturnType<typeof getMapping>>;

const TONES: Record<Care["status"], Tone> = { active: "good", pending: "alert", ended: "silent", declined: "silent" };

const TYPE_CHOICES = RELATIONSHIP_TYPES.map((type) => [type, words.types[type]] as const);

const speaks = ({ context, patient }: Visit) => speaksFor(context.actor, tiesOf(patient));

/** Whether the visitor may change what is noted of the care: who speaks for the patient, and its doctor. */
export const mayEditCare = ({ context, patient }: Visit, { doctor }: Care): boolean =>
	may(context.actor, "mappings.write") && mayEditMapping(context.actor, tiesOf(patient), doctor);

function CareTools({ visit, care }: { visit: Visit; care: Care }) {
	const path = `${visit.path}/team/${care.id}`;
	const { status, doctor_name: name } = care;
	if (!mayEditCare(visit, care)) return null;
	const decides = status === "pending" && speaks(visit);
	return (
		<span class="actions">
			{decides && (
				<>
					<ButtonForm action={`${path}/accept`} text={words.accept} label={`${words.accept}: ${name}`} />
					<ButtonForm
						action={`${path}/decline`}
						text={words.decline}
						label={`${words.decline}: ${name}`}
						confirm={fill(words.confirm_decline, { name })}
						kind="quiet"
					/>
				</>
			)}
			{(status === "active" || (status === "pending" && !decides)) && (
				<ButtonForm
					action={`${path}/end`}
					text={status === "active" ? words.end : words.take_back}
					label={`${status === "active" ? words.end : words.take_back}: ${name}`}
					kind="quiet"
					confirm={fill(visit.isSelf ? words.confirm_end_own : words.confirm_end, { name })}
				/>
			)}
			<a class="button quiet" href={path} aria-label={`${texts.common.edit}: ${name}`}>
				{texts.common.edit}
			</a>
		</span>
	);
}

function AddDoctor({ visit, doctors, state }: { visit: Visit; doctors: readonly Doctor[]; state: FormState }) {
	const form = { form: "care", state };
	const fields = ["doctor", "relationship_type", "referral_source", "established_on", "notes"];
	return (
		<Section title={words.add}>
			<FormCard action={`${visit.path}/team`} state={state} fields={fields} submit={words.add} label={words.add}>
				<p class="hint">{visit.isSelf ? words.at_once_own : speaks(visit) ? words.at_once : words.asks}</p>
				<div class="fields">
					<Field {...form} name="doctor" label={words.doctor} choices={doctorChoices(doctors, words.choose)} required />
					<Field {...form} name="relationship_type" label={words.type} choices={TYPE_CHOICES} required />
				</div>
				<div class="fields">
					<Field {...form} name="referral_source" label={words.referral} maxlength={200} />
					<Field {...form} name="established_on" label={words.established} type="date" />
				</div>
				<Field {...form} name="notes" label={words.notes} rows={2} />
			</FormCard>
		</Section>
	);
}

const STATUS_CHOICES = [
	["", words.present],
	["active", words.statuses.active],
	["pending", words.statuses.pending],
	["ended", words.statuses.ended],
	["declined", words.statuses.declined],
] as const;

/** Who cares for the patient, and what can be done about it. */
export function TeamView(props: { visit: Visit; team: Listed<Care>; doctors: readonly Doctor[]; state: FormState }) {
	const { visit, team, doctors, state } = props;
	const zone = visit.patient.timezone;
	const isWriter = mayWrite(visit, "mappings.write");
	const columns = [
		{ head: words.doctor, cell: ({ doctor_name }: Care) => doctor_name },
		{ head: words.specialization, cell: ({ specialization }: Care) => specialization ?? "" },
		{ head: words.type, cell: ({ relationship_type }: Care) => words.types[relationship_type] },
		{ head: words.status, cell: ({ status }: Care) => <Badge tone={TONES[status]}>{words.statuses[status]}</Badge> },
		{
			head: words.since,
			cell: ({ established_on, assigned_at }: Care) =>
				established_on ? <CalendarDate date={established_on} /> : <Moment at={assigned_at} zone={zone} />,
		},
		...(isWriter
			? [{ head: texts.common.actions, cell: (care: Care) => <CareTools visit={visit} care={care} /> }]
			: []),
	];
	return (
		<>
			<Section title={words.title}>
				<ListView
					listed={team}
					caption={words.title}
					columns={columns}
					files={["csv"]}
					empty={words.none}
					filters={
						<Field form="filter" name="status" label={words.status} choices={STATUS_CHOICES} state={team.filters} />
					}
				/>
			</Section>
			{isWriter && <AddDoctor visit={visit} doctors={doctors} state={state} />}
		</>
	);
}

/** What is noted of a doctor's care. */
export function CareForm(props: { visit: Visit; care: Care; state: FormState; status: RefusedStatus | undefined }) {
	const { visit, care, state, status } = props;
	const form = { form: "care", state };
	const home = `${visit.path}/team`;
	return (
		<Section title={care.doctor_name}>
			<FormCard
				action={`${home}/${care.id}`}
				state={state}
				status={status}
				fields={["relationship_type", "referral_source", "established_on", "notes"]}
				submit={texts.common.save}
				version={care.version}
				cancel={home}
			>
				{speaks(visit) && (
					<Field
						{...form}
						name="relationship_type"
						label={words.type}
						value={care.relationship_type}
						choices={TYPE_CHOICES}
						required
					/>
				)}
				<Field {...form} name="referral_source" label={words.referral} value={care.referral_source} maxlength={200} />
				<Field {...form} name="established_on" label={words.established} value={care.established_on} type="date" />
				<Field {...form} name="notes" label={words.notes} value={care.notes} rows={4} />
			</FormCard>
		</Section>
	);
}
