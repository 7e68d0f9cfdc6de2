import { wallTime } from "../../clinic/zone.ts";
import type { getRecord } from "../../records/detail.ts";
import { RECORD_TYPES } from "../../records/table.ts";
import { texts } from "../texts.ts";
import { Field, type FormState } from "../ui/form.tsx";
import { FormCard, Section } from "./parts.tsx";
import type { RefusedStatus, Visit } from "./visit.ts";

const words = texts.clinic.records;

type Found = Awaited<ReturnType<typeof getRecord>>;

/** What a record says, in the order in which a page shows it. */
export const NOTES = ["description", "symptoms", "diagnosis", "treatment", "medications"] as const;

export const TYPE_CHOICES = RECORD_TYPES.map((type) => [type, words.types[type]] as const);

/** The form of a record: of a new one, or of one that is known. */
export function RecordForm(props: {
	visit: Visit;
	known: Found | undefined;
	state: FormState;
	status: RefusedStatus | undefined;
}) {
	const { visit, known, state, status } = props;
	const { patient, path } = visit;
	const home = known ? `${path}/records/${known.id}` : `${path}/records`;
	const form = { form: "record", state };
	const visited = wallTime(known?.visit_date ?? new Date().toISOString(), patient.timezone);
	return (
		<Section title={known ? words.edit : words.write}>
			<FormCard
				action={home}
				state={state}
				status={status}
				fields={["title", "record_type", "visit_date", ...NOTES]}
				submit={texts.common.save}
				version={known?.version}
				cancel={home}
			>
				<Field {...form} name="title" label={words.title} value={known?.title} required maxlength={200} />
				<div class="fields">
					<Field
						{...form}
						name="record_type"
						label={words.type}
						value={known?.record_type}
						choices={TYPE_CHOICES}
						required
					/>
					<Field
						{...form}
						name="visit_date"
						label={words.visited}
						value={visited}
						hint={texts.clinic.zone_hint.replace("{zone}", patient.timezone)}
						type="datetime-local"
						required
					/>
				</div>
				{NOTES.map((name) => (
					<Field {...form} name={name} label={words.notes[name]} value={known?.[name]} rows={3} />
				))}
			</FormCard>
		</Section>
	);
}
