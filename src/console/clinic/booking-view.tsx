import { DEFAULT_MINUTES } from "../../appointments/times.ts";
import { type Listed, ListView } from "../lists.tsx";
import type { Patient } from "../patient/frame.tsx";
import { fill, texts } from "../texts.ts";
import { Field, type FormState } from "../ui/form.tsx";
import { CalendarDate } from "../ui/time.tsx";
import { type Doctor, doctorChoices } from "./doctors.ts";
import { FormCard } from "./parts.tsx";
import { nameOrNumber } from "./patient-list.tsx";

const words = texts.clinic.appointments;

/** For whom the appointment is to be. */
export function PatientChoice({ patients }: { patients: Listed<Patient> }) {
	const columns = [
		{
			head: words.patient,
			cell: (patient: Patient) => <a href={`/appointments/new?patient=${patient.id}`}>{nameOrNumber(patient)}</a>,
		},
		{
			head: texts.clinic.fields.date_of_birth,
			cell: ({ date_of_birth }: Patient) => (date_of_birth ? <CalendarDate date={date_of_birth} /> : ""),
		},
		{ head: texts.clinic.fields.phone_number, cell: ({ phone_number }: Patient) => phone_number ?? "" },
	];
	return (
		<>
			<h1>{words.book}</h1>
			<p class="lead">{words.for_whom}</p>
			<ListView
				listed={patients}
				caption={texts.clinic.patients.title}
				columns={columns}
				filters={
					<Field
						form="filter"
						name="search"
						label={texts.clinic.patients.search_hint}
						state={patients.filters}
						type="search"
						maxlength={100}
					/>
				}
			/>
		</>
	);
}

function Hours({ doctors }: { doctors: readonly Doctor[] }) {
	const withHours = doctors.filter(({ availability }) => availability.length > 0);
	if (withHours.length === 0) return null;
	return (
		<details>
			<summary>{words.hours}</summary>
			<p class="hint">{words.hours_hint}</p>
			<dl class="facts">
				{withHours.map(({ name, availability }) => (
					<>
						<dt>{name}</dt>
						<dd>
							{availability.map(({ weekday, from, to }) => `${words.weekdays[weekday]} ${from}–${to}`).join("\n")}
						</dd>
					</>
				))}
			</dl>
		</details>
	);
}

/** When, with whom, and what for. */
export function BookingForm(props: { patient: Patient; doctors: readonly Doctor[]; zone: string; state: FormState }) {
	const { patient, doctors, zone, state } = props;
	const form = { form: "booking", state };
	const assigned = patient.assigned_doctor ?? "";
	return (
		<>
			<h1>{fill(words.book_for, { name: nameOrNumber(patient) })}</h1>
			<FormCard
				action="/appointments"
				state={state}
				fields={["doctor", "start", "duration_minutes", "notes"]}
				submit={words.book}
				cancel={`/patients/${patient.id}/appointments`}
			>
				<input type="hidden" name="patient" value={String(patient.id)} />
				<Field
					{...form}
					name="doctor"
					label={words.doctor}
					value={assigned}
					choices={doctorChoices(doctors, words.choose_doctor)}
					required
				/>
				<div class="fields">
					<Field
						{...form}
						name="start"
						label={words.start}
						hint={texts.clinic.zone_hint.replace("{zone}", zone.replaceAll("_", " "))}
						type="datetime-local"
						required
					/>
					<Field
						{...form}
						name="duration_minutes"
						label={words.length_minutes}
						value={DEFAULT_MINUTES}
						type="number"
						min={1}
						max={480}
						required
					/>
				</div>
				<Field {...form} name="notes" label={words.notes} hint={words.notes_hint} rows={3} />
				<Hours doctors={doctors} />
			</FormCard>
		</>
	);
}
