import { WEEKDAYS } from "../../doctors/hours.ts";
import { type DoctorBody, doctorBody } from "../../doctors/schema.ts";
import { checked } from "../../http/checked.ts";
import { problem } from "../../http/problem.ts";
import { fill, texts } from "../texts.ts";
import { Field, FormFault, type FormState } from "../ui/form.tsx";
import type { Doctor } from "./doctors.tsx";
import { hoursField, hoursLine, weekOf } from "./week.ts";

const words = texts.admin.doctors;

const FIELDS = [
	...["first_name", "last_name", "email", "phone_number", "specialization", "second_specialization"],
	...["license_number", "years_of_experience", "credentials", "location"],
	...WEEKDAYS.map(hoursField),
];

/** What a form says of a doctor. Throws `invalid`, by the fields of the form. */
export function doctorIn(fields: Record<string, string>): DoctorBody {
	const { slots, unread } = weekOf(fields);
	if (unread.length > 0)
		throw problem("invalid", { errors: Object.fromEntries(unread.map((field) => [field, [words.hours_fault]])) });
	const { specialization = "", second_specialization = "", years_of_experience: years = "" } = fields;
	const specializations = [specialization, second_specialization].filter((name) => name.trim() !== "");
	return checked(doctorBody, {
		...fields,
		specialization: undefined,
		specializations,
		years_of_experience: years.trim() === "" ? null : Number(years),
		availability: slots,
	});
}

function Hours({ doctor, state, zone }: { doctor: Doctor | undefined; state: FormState; zone: string }) {
	return (
		<fieldset aria-describedby="hours-hint">
			<legend>{words.hours}</legend>
			<p class="hint" id="hours-hint">
				{fill(words.hours_hint, { zone })}
			</p>
			<div class="fields">
				{WEEKDAYS.map((weekday) => (
					<Field
						form="doctor"
						name={hoursField(weekday)}
						label={words.weekdays[weekday]}
						state={state}
						value={hoursLine(doctor?.availability ?? [], weekday)}
					/>
				))}
			</div>
		</fieldset>
	);
}

/** The form of a doctor, or of one who is yet to be there. */
export function DoctorForm(props: { doctor?: Doctor | undefined; action: string; state: FormState; zone: string }) {
	const { doctor, action, state, zone } = props;
	const shared = { form: "doctor", state } as const;
	const [first, second] = doctor?.specializations ?? [];
	return (
		<form method="post" action={action} class="card" aria-labelledby="doctor-details">
			<h2 id="doctor-details">{words.details}</h2>
			<FormFault state={state} fields={FIELDS} />
			{doctor && <input type="hidden" name="version" value={state.values.version ?? doctor.version} />}
			<div class="fields">
				<Field {...shared} name="first_name" label={words.first_name} value={doctor?.first_name} required />
				<Field {...shared} name="last_name" label={words.last_name} value={doctor?.last_name} />
				<Field {...shared} name="specialization" label={words.specialization} value={first} />
				<Field {...shared} name="second_specialization" label={words.second} value={second} />
				<Field {...shared} name="location" label={words.location} value={doctor?.location} />
				<Field {...shared} name="email" label={words.email} value={doctor?.email} type="email" />
				<Field {...shared} name="phone_number" label={words.phone} value={doctor?.phone_number} type="tel" />
				<Field {...shared} name="license_number" label={words.license} value={doctor?.license_number} />
				<Field
					{...shared}
					name="years_of_experience"
					label={words.years}
					value={doctor?.years_of_experience}
					type="number"
					min={0}
					max={80}
				/>
			</div>
			<Field
				{...shared}
				name="credentials"
				label={words.credentials}
				hint={words.credentials_hint}
				value={doctor?.credentials}
				rows={3}
			/>
			<Hours doctor={doctor} state={state} zone={zone} />
			<div class="actions">
				<button type="submit" class="primary">
					{texts.common.save}
				</button>
			</div>
		</form>
	);
}
