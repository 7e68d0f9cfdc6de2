import { contactParts } from "../../charts/contact.ts";
import type { itemAnswer } from "../../charts/service.ts";
import { count, fill, texts } from "../texts.ts";
import { ButtonForm, EMPTY_FORM, Field, type FormState } from "../ui/form.tsx";
import { DataTable } from "../ui/table.tsx";
import { Moment } from "../ui/time.tsx";
import { Facts, FormCard, Section } from "./parts.tsx";
import { mayWrite, type RefusedStatus, type Visit } from "./visit.ts";

const words = texts.clinic.chart;

type Item = ReturnType<typeof itemAnswer>;
type ListName = "allergies" | "medications";
export type ChartForm = ListName | "contact";

/** A list as the page shows it; what was taken off it is for who may put it back. */
export interface Shown {
	list: ListName;
	items: Item[];
	removed: Item[];
}

interface Refused {
	form: ChartForm;
	state: FormState;
	status: RefusedStatus;
}

const stateOf = (form: ChartForm, refused: Refused | undefined): FormState =>
	refused?.form === form ? refused.state : EMPTY_FORM;

function ItemTools({ path, item }: { path: string; item: Item }) {
	return (
		<span class="actions">
			<a class="button quiet" href={`${path}/${item.id}`} aria-label={`${texts.common.edit}: ${item.name}`}>
				{texts.common.edit}
			</a>
			<ButtonForm
				action={`${path}/${item.id}/remove`}
				text={texts.common.remove}
				label={`${texts.common.remove}: ${item.name}`}
				fields={{ version: item.version }}
				kind="quiet"
				confirm={fill(words.confirm_remove, { name: item.name })}
			/>
		</span>
	);
}

function Removed({ path, removed }: { path: string; removed: Item[] }) {
	if (removed.length === 0) return null;
	return (
		<details>
			<summary>{count(words.removed, removed.length)}</summary>
			<ul class="plain-list">
				{removed.map(({ id, name }) => (
					<li>
						{name}{" "}
						<ButtonForm
							action={`${path}/${id}/restore`}
							text={texts.clinic.put_back}
							label={`${texts.clinic.put_back}: ${name}`}
							kind="quiet"
						/>
					</li>
				))}
			</ul>
		</details>
	);
}

function List({ visit, shown, state }: { visit: Visit; shown: Shown; state: FormState }) {
	const { list, items, removed } = shown;
	const path = `${visit.path}/chart/${list}`;
	const isWriter = mayWrite(visit, "charts.write");
	const columns = [
		{ head: words.name[list], cell: ({ name }: Item) => name },
		{ head: words.note[list], cell: ({ description }: Item) => description ?? "" },
		{
			head: words.noted,
			cell: ({ created_at }: Item) => <Moment at={created_at} zone={visit.patient.timezone} />,
		},
		...(isWriter ? [{ head: texts.common.actions, cell: (item: Item) => <ItemTools path={path} item={item} /> }] : []),
	];
	const form = { form: list, state };
	return (
		<Section title={words[list]}>
			<DataTable caption={words[list]} columns={columns} rows={items} empty={words.empty[list]} />
			{isWriter && (
				<FormCard
					action={path}
					state={state}
					fields={["name", "description"]}
					submit={words.add[list]}
					label={words.add[list]}
				>
					<div class="fields">
						<Field {...form} name="name" label={words.name[list]} required maxlength={200} autocomplete="off" />
						<Field {...form} name="description" label={words.note[list]} autocomplete="off" />
					</div>
				</FormCard>
			)}
			<Removed path={path} removed={removed} />
		</Section>
	);
}

function Contact({ visit, state, status }: { visit: Visit; state: FormState; status: RefusedStatus | undefined }) {
	const { patient, path } = visit;
	const { name, phone_number } = contactParts(patient.emergency_contact);
	const form = { form: "contact", state };
	if (!mayWrite(visit, "charts.write"))
		return (
			<Section title={words.contact}>
				<Facts
					facts={[
						[words.contact_name, name],
						[words.contact_phone, phone_number && <a href={`tel:${phone_number}`}>{phone_number}</a>],
					]}
				/>
			</Section>
		);
	return (
		<Section title={words.contact}>
			<FormCard
				action={`${path}/chart/contact`}
				state={state}
				status={status}
				fields={["name", "phone_number"]}
				submit={texts.common.save}
				version={patient.version}
				label={words.contact}
			>
				<p class="hint">{words.contact_hint}</p>
				<div class="fields">
					<Field {...form} name="name" label={words.contact_name} value={name} maxlength={60} autocomplete="off" />
					<Field
						{...form}
						name="phone_number"
						label={words.contact_phone}
						value={phone_number}
						type="tel"
						autocomplete="off"
					/>
				</div>
			</FormCard>
		</Section>
	);
}

/** Written by hand, before there were lists of it, or beside them. */
function Background({ visit }: { visit: Visit }) {
	const { patient, path, right } = visit;
	const tools = (right === "all" || right === "clinical") && (
		<a class="button" href={`${path}/details/edit`}>
			{words.edit_background}
		</a>
	);
	return (
		<Section title={words.background} tools={tools || undefined}>
			<Facts
				facts={[
					[texts.clinic.fields.blood_group, patient.blood_group],
					[texts.clinic.fields.genotype, patient.genotype],
					[texts.clinic.fields.allergies, patient.allergies],
					[texts.clinic.fields.medications, patient.medications],
					[texts.clinic.fields.medical_history, patient.medical_history],
					[texts.clinic.fields.notes, patient.notes],
				]}
			/>
		</Section>
	);
}

/** What the chart of a patient shows. */
export function ChartView(props: { visit: Visit; lists: Shown[]; refused?: Refused | undefined }) {
	const { visit, lists, refused } = props;
	return (
		<>
			{lists.map((shown) => (
				<List visit={visit} shown={shown} state={stateOf(shown.list, refused)} />
			))}
			<div class="grid">
				<Contact visit={visit} state={stateOf("contact", refused)} status={refused?.status} />
				<Background visit={visit} />
			</div>
		</>
	);
}
