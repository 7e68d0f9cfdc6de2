import type { Context } from "hono";
import { bookAppointment } from "../../appointments/booking.ts";
import { createAppointmentBody } from "../../appointments/schema.ts";
import { serviceContext } from "../../auth/authenticate.ts";
import { checked } from "../../http/checked.ts";
import { idParam } from "../../http/route.ts";
import { flushOutbox } from "../../outbox/service.ts";
import { listPatientsQuery } from "../../patients/schema.ts";
import { getPatient, listPatients } from "../../patients/service.ts";
import { goOn, sentFields, submit } from "../forms.ts";
import { listed } from "../lists.tsx";
import { newPages } from "../router.ts";
import { type ConsoleEnv, requireRight } from "../session/visit.ts";
import { page } from "../shell.tsx";
import { texts } from "../texts.ts";
import { EMPTY_FORM, type FormState } from "../ui/form.tsx";
import { zoneOf } from "../zone.ts";
import { BookingForm, PatientChoice } from "./booking-view.tsx";
import { doctorsHere } from "./doctors.ts";
import { instantIn, numberOf } from "./sent.ts";

const words = texts.clinic.appointments;

/** The way to an appointment: for whom, with whom, when. */
export const bookingPages = newPages();

/** Answers the form for one patient whom the visitor sees. */
async function bookingPage(
	c: Context<ConsoleEnv>,
	patientId: number,
	state: FormState = EMPTY_FORM,
	status?: Parameters<typeof page>[2],
) {
	const context = serviceContext(c);
	const [patient, doctors, zone] = await Promise.all([
		getPatient(context, patientId),
		doctorsHere(context),
		zoneOf(context),
	]);
	const children = <BookingForm patient={patient} doctors={doctors} zone={zone} state={state} />;
	return page(c, { title: words.book, children }, status);
}

bookingPages.get("/appointments/new", requireRight("appointments.write"), async (c) => {
	const context = serviceContext(c);
	const { actor } = context;
	const isOnlyPatient = actor.roles.every((role) => role === "patient");
	const patient = c.req.query("patient") ?? (isOnlyPatient && actor.patientId?.toString());
	if (patient) return bookingPage(c, checked(idParam, { id: patient }).id);
	const patients = await listed(c, listPatientsQuery, (query) =>
		listPatients(context, { ...query, ordering: query.ordering ?? "last_name" }),
	);
	return page(c, { title: words.book, children: <PatientChoice patients={patients} /> });
});

bookingPages.post("/appointments", requireRight("appointments.write"), async (c) => {
	const context = serviceContext(c);
	const fields = await sentFields(c);
	const patient = checked(idParam, { id: fields.patient }).id;
	return submit(
		fields,
		async () => {
			const body = checked(createAppointmentBody, {
				patient,
				doctor: numberOf(fields.doctor),
				start: instantIn(fields, "start", await zoneOf(context)),
				duration_minutes: numberOf(fields.duration_minutes),
				notes: fields.notes,
			});
			const { id } = await bookAppointment(context, body);
			c.executionCtx.waitUntil(flushOutbox(c.env));
			return goOn(c, `/appointments/${id}`, "booked");
		},
		(state, status) => bookingPage(c, patient, state, status),
	);
});
