import type { appointmentAnswer } from "../appointments/answer.ts";
import type { APPOINTMENT_ORDERINGS, ListAppointmentsQuery } from "../appointments/schema.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { minuteIn } from "./clock.ts";
import { listPdf, type PrintedList } from "./list-pdf.ts";

type Appointment = ReturnType<typeof appointmentAnswer>;

const APPOINTMENTS: PrintedList<Appointment, (typeof APPOINTMENT_ORDERINGS)[number]> = {
	title: "Appointments",
	things: ["appointment", "appointments"],
	columns: [
		{ title: "ID", share: 5, align: "right", text: ({ id }) => String(id) },
		{ title: "Begins", share: 11, text: ({ start }, zone) => minuteIn(zone, start) },
		{ title: "Minutes", share: 6, align: "right", text: ({ duration_minutes }) => String(duration_minutes) },
		{ title: "Patient", share: 18, text: ({ patient, patient_name }) => `${patient_name} (${patient})`.trim() },
		{ title: "Doctor", share: 18, text: ({ doctor, doctor_name }) => `${doctor_name} (${doctor})`.trim() },
		{ title: "Status", share: 9, text: ({ status }) => status.replace("_", " ") },
		{ title: "Notes", share: 33, text: ({ notes }) => notes ?? "" },
	],
	keys: {
		id: ({ id }) => id,
		start: ({ start }) => start,
		status: ({ status }) => status,
		created_at: ({ created_at }) => created_at,
	},
	ordering: "start",
	filters: "`start_date`, `end_date`, `status`, `patient`, `doctor` or `search`",
};

/** The appointments as a PDF, by their times if the query names no order. Throws `invalid` for too many. */
export const appointmentSchedulePdf = (
	context: ServiceContext,
	pages: AsyncIterable<readonly Appointment[]>,
	query: ListAppointmentsQuery,
) => listPdf(context, APPOINTMENTS, pages, query);
