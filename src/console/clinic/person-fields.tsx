import type { PatientRight } from "../../auth/policy.ts";
import { BLOOD_GROUPS, GENOTYPES } from "../../patients/schema.ts";
import type { Patient } from "../patient/frame.tsx";
import { texts } from "../texts.ts";
import { Field, type FormState } from "../ui/form.tsx";
import { ABOUT, CLINICAL, mayChange, type PersonField, REACHED, textOf } from "./person.ts";

const words = texts.clinic.fields;

const asChoices = (values: readonly string[]) => [
	["", texts.common.unknown] as const,
	...values.map((value) => [value, value] as const),
];

const GENDERS = [
	["", texts.common.unknown],
	["female", texts.patient.genders.female],
	["male", texts.patient.genders.male],
	["others", texts.patient.genders.others],
] as const;

const PROSE = { rows: 3, autocomplete: "off" };

/** How each field is asked for. */
const INPUTS: Record<PersonField, Record<string, unknown>> = {
	first_name: { maxlength: 60, autocomplete: "off" },
	last_name: { maxlength: 60, autocomplete: "off" },
	date_of_birth: { type: "date" },
	age: { type: "number", min: 0, max: 150, hint: words.age_hint },
	gender: { choices: GENDERS },
	nationality: { maxlength: 60, autocomplete: "off" },
	phone_number: { type: "tel", autocomplete: "off" },
	email: { type: "email", autocomplete: "off" },
	address: PROSE,
	insurance: PROSE,
	blood_group: { choices: asChoices(BLOOD_GROUPS) },
	genotype: { choices: asChoices(GENOTYPES) },
	allergies: PROSE,
	medications: PROSE,
	medical_history: PROSE,
	notes: PROSE,
	timezone: {},
};

const isProse = (name: PersonField): boolean => "rows" in INPUTS[name];

/** The zones to choose from; the one that is set is among them in any case. */
const zonesWith = (zone: string) => [...new Set(["UTC", zone, ...Intl.supportedValuesOf("timeZone")])].sort();

function shownValue(known: Patient | undefined, name: PersonField): string | number | null | undefined {
	if (!known) return undefined;
	if (name === "address" || name === "insurance") return textOf(known[name]);
	// An age is asked for where no date of birth says it.
	return name === "age" && known.date_of_birth ? null : known[name];
}

/** The fields of a patient that somebody with this right may change, under their headings. */
export function PersonFields(props: {
	form: string;
	state: FormState;
	right: PatientRight;
	known?: Patient | undefined;
	/** Where none is known. */
	zone: string;
	required?: readonly PersonField[];
}) {
	const { form, state, right, known, zone, required = [] } = props;
	const shown = (names: readonly PersonField[]) => names.filter((name) => mayChange(right, name));
	const field = (name: PersonField) => (
		<Field
			form={form}
			state={state}
			name={name}
			label={words[name]}
			value={shownValue(known, name)}
			{...INPUTS[name]}
			{...(required.includes(name) ? { required: true } : {})}
		/>
	);
	const groups = [
		[words.about, shown(ABOUT)],
		[words.reached, shown(REACHED)],
		[words.clinical, shown(CLINICAL)],
	] as const;
	return (
		<>
			{groups.map(
				([title, names]) =>
					names.length > 0 && (
						<fieldset>
							<legend>{title}</legend>
							<div class="fields">{names.filter((name) => !isProse(name)).map(field)}</div>
							<div class="fields prose-fields">{names.filter(isProse).map(field)}</div>
						</fieldset>
					),
			)}
			{mayChange(right, "timezone") && (
				<div class="fields prose-fields">
					<Field
						form={form}
						state={state}
						name="timezone"
						label={words.timezone}
						hint={right === "contact" ? words.timezone_hint_own : words.timezone_hint}
						value={known?.timezone ?? zone}
						choices={zonesWith(known?.timezone ?? zone).map((name) => [name, name.replaceAll("_", " ")] as const)}
						required
					/>
				</div>
			)}
		</>
	);
}
