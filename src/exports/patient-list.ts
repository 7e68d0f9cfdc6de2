import type { ServiceContext } from "../auth/service-context.ts";
import type { patientAnswer } from "../patients/answer.ts";
import type { ListPatientsQuery, PATIENT_ORDERINGS } from "../patients/schema.ts";
import { minuteIn } from "./clock.ts";
import { listPdf, type PrintedList } from "./list-pdf.ts";

type Patient = ReturnType<typeof patientAnswer>;

function lastReading({ last_reading }: Patient, zone: string): string {
	return last_reading ? `${last_reading.heart_rate} bpm\n${minuteIn(zone, last_reading.recorded_at)}` : "";
}

const PATIENTS: PrintedList<Patient, (typeof PATIENT_ORDERINGS)[number]> = {
	title: "Patients",
	things: ["patient", "patients"],
	columns: [
		{ title: "ID", share: 4, align: "right", text: ({ id }) => String(id) },
		{ title: "Last name", share: 12, text: ({ last_name }) => last_name },
		{ title: "First name", share: 12, text: ({ first_name }) => first_name },
		{ title: "Born", share: 8, text: ({ date_of_birth }) => date_of_birth ?? "" },
		{ title: "Age", share: 4, align: "right", text: ({ age }) => String(age ?? "") },
		{ title: "Gender", share: 6, text: ({ gender }) => gender ?? "" },
		{ title: "Blood", share: 5, text: ({ blood_group }) => blood_group ?? "" },
		{ title: "Phone", share: 12, text: ({ phone_number }) => phone_number ?? "" },
		{ title: "E-mail", share: 18, text: ({ email }) => email ?? "" },
		{ title: "Last reading", share: 11, text: lastReading },
	],
	keys: {
		id: ({ id }) => id,
		first_name: ({ first_name }) => first_name,
		last_name: ({ last_name }) => last_name,
		date_of_birth: ({ date_of_birth }) => date_of_birth,
		created_at: ({ created_at }) => created_at,
		last_reading_at: ({ last_reading }) => last_reading?.recorded_at ?? null,
	},
	ordering: "last_name",
	filters: "`doctor_id`, `gender` or `search`",
};

/** The patients as a PDF, by their last names if the query names no order. Throws `invalid` for too many. */
export const patientListPdf = (
	context: ServiceContext,
	pages: AsyncIterable<readonly Patient[]>,
	query: ListPatientsQuery,
) => listPdf(context, PATIENTS, pages, query);
