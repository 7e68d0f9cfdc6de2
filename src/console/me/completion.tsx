import { BLOOD_GROUPS } from "../../patients/schema.ts";
import type { Patient } from "../patient/frame.tsx";
import { texts } from "../texts.ts";
import { Field, FormFault, type FormState } from "../ui/form.tsx";
import { zoneChoices } from "../ui/zones.ts";

const words = texts.me.completion;

/** Of the form, by the paths at which their faults are named. */
const CONTACT = { name: "emergency_contact.name", phone: "emergency_contact.phone_number" } as const;

const FIELDS = [
	...["first_name", "last_name", "date_of_birth", "gender", "email", "phone_number", "address", "blood_group"],
	...["timezone", CONTACT.name, CONTACT.phone],
];

const GENDERS = [
	["", texts.common.unknown],
	["female", words.genders.female],
	["male", words.genders.male],
	["others", words.genders.others],
] as const;

const BLOOD = [["", texts.common.unknown], ...BLOOD_GROUPS.map((group) => [group, group] as const)] as const;

/** What a patient who is new tells of themself, once. */
export function Completion({ patient, state, zone }: { patient: Patient; state: FormState; zone: string }) {
	const form = { form: "profile", state };
	const timezone = state.values.timezone ?? zone;
	return (
		<form method="post" action="/me/profile" class="card completion">
			<h2>{words.title}</h2>
			<p class="lead">{words.lead}</p>
			<FormFault state={state} fields={FIELDS} />
			<div class="fields">
				<Field
					{...form}
					name="first_name"
					label={words.first_name}
					value={patient.first_name}
					required
					autocomplete="given-name"
				/>
				<Field
					{...form}
					name="last_name"
					label={words.last_name}
					value={patient.last_name}
					required
					autocomplete="family-name"
				/>
				<Field
					{...form}
					name="date_of_birth"
					label={words.date_of_birth}
					value={patient.date_of_birth}
					required
					type="date"
					autocomplete="bday"
				/>
				<Field {...form} name="gender" label={words.gender} value={patient.gender ?? ""} choices={GENDERS} />
				<Field
					{...form}
					name="phone_number"
					label={words.phone}
					value={patient.phone_number}
					type="tel"
					autocomplete="tel"
				/>
				<Field {...form} name="email" label={words.email} value={patient.email} type="email" autocomplete="email" />
				<Field {...form} name="blood_group" label={words.blood_group} value="" choices={BLOOD} />
				<Field
					{...form}
					name="timezone"
					label={words.timezone}
					hint={words.timezone_hint}
					value={timezone}
					choices={zoneChoices(timezone)}
					required
				/>
			</div>
			<Field {...form} name="address" label={words.address} rows={2} autocomplete="street-address" />
			<fieldset>
				<legend>{words.contact}</legend>
				<p class="hint">{words.contact_hint}</p>
				<div class="fields">
					<Field {...form} name={CONTACT.name} label={words.contact_name} />
					<Field {...form} name={CONTACT.phone} label={words.contact_phone} type="tel" />
				</div>
			</fieldset>
			<button type="submit" class="primary">
				{texts.common.save}
			</button>
		</form>
	);
}

/** The body of the form's fields: somebody to call has a name. */
export function completionBody(fields: Record<string, string>) {
	const { [CONTACT.name]: name = "", [CONTACT.phone]: phone_number = "", ...rest } = fields;
	return { ...rest, ...(name || phone_number ? { emergency_contact: { name, phone_number } } : {}) };
}
