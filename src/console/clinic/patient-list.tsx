import { type Listed, ListView } from "../lists.tsx";
import type { Patient } from "../patient/frame.tsx";
import { fill, texts } from "../texts.ts";
import { Field } from "../ui/form.tsx";
import { Moment, ZoneNote } from "../ui/time.tsx";
import { type Doctor, doctorChoices } from "./doctors.ts";

const words = texts.clinic.patients;

const GENDER_CHOICES = [
	["", texts.common.all],
	["female", texts.patient.genders.female],
	["male", texts.patient.genders.male],
	["others", texts.patient.genders.others],
] as const;

function genderText({ gender }: Patient): string {
	return gender === "male" || gender === "female" || gender === "others" ? texts.patient.genders[gender] : "";
}

/** What a patient is called where no name is known. */
export const nameOrNumber = ({ id, name }: { id: number; name: string }): string => name || fill(words.unnamed, { id });

function PatientFilters({ patients, doctors }: { patients: Listed<Patient>; doctors: readonly Doctor[] }) {
	const form = { form: "filter", state: patients.filters };
	return (
		<>
			<Field {...form} name="search" label={words.search_hint} type="search" maxlength={100} />
			<Field {...form} name="gender" label={texts.clinic.fields.gender} choices={GENDER_CHOICES} />
			<Field {...form} name="doctor_id" label={words.doctor} choices={doctorChoices(doctors, texts.common.all)} />
		</>
	);
}

/** The patients whom the visitor sees. */
export function PatientList(props: {
	patients: Listed<Patient>;
	doctors: readonly Doctor[];
	zone: string;
	mayAdd: boolean;
}) {
	const { patients, doctors, zone, mayAdd } = props;
	const nameOf = new Map(doctors.map(({ id, name }) => [id, name]));
	const columns = [
		{ head: words.name, cell: (patient: Patient) => <a href={`/patients/${patient.id}`}>{nameOrNumber(patient)}</a> },
		{ head: texts.clinic.fields.age, cell: ({ age }: Patient) => age ?? "", isNumber: true },
		{ head: texts.clinic.fields.gender, cell: genderText },
		{ head: texts.clinic.fields.phone_number, cell: ({ phone_number }: Patient) => phone_number ?? "" },
		{
			head: words.doctor,
			cell: ({ assigned_doctor }: Patient) => (assigned_doctor === null ? "" : (nameOf.get(assigned_doctor) ?? "")),
		},
		{
			head: words.heart_rate,
			cell: ({ last_reading }: Patient) => (last_reading ? `${last_reading.heart_rate} ${texts.patient.bpm}` : ""),
			isNumber: true,
		},
		{
			head: texts.patient.last_reading,
			cell: ({ last_reading }: Patient) =>
				last_reading ? <Moment at={last_reading.recorded_at} zone={zone} /> : texts.patient.no_reading,
		},
	];
	return (
		<>
			<div class="page-head">
				<h1>{words.title}</h1>
				{mayAdd && (
					<a class="button primary" href="/patients/new">
						{words.add}
					</a>
				)}
			</div>
			<ZoneNote zone={zone} />
			<ListView
				listed={patients}
				caption={words.title}
				columns={columns}
				files={["csv", "pdf"]}
				empty={words.none}
				filters={<PatientFilters patients={patients} doctors={doctors} />}
			/>
		</>
	);
}
