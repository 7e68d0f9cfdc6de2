import type { Context } from "hono";
import { appointmentAnswer } from "../../appointments/answer.ts";
import { editAppointment } from "../../appointments/editing.ts";
import { type EditAppointmentBody, editAppointmentBody } from "../../appointments/schema.ts";
import {
	deleteAppointment,
	getAppointment,
	isPractice,
	restoreAppointment,
	visibleAppointment,
} from "../../appointments/service.ts";
import { serviceContext } from "../../auth/authenticate.ts";
import { isAdmin, may } from "../../auth/policy.ts";
import type { ServiceContext } from "../../auth/service-context.ts";
import { settings } from "../../env.ts";
import { checked } from "../../http/checked.ts";
import { Problem } from "../../http/problem.ts";
import { flushOutbox } from "../../outbox/service.ts";
import { getPatient } from "../../patients/service.ts";
import { goOn, sentFields, submit } from "../forms.ts";
import { newPages } from "../router.ts";
import { type ConsoleEnv, requireRight } from "../session/visit.ts";
import { page } from "../shell.tsx";
import { texts } from "../texts.ts";
import { EMPTY_FORM, type FormState } from "../ui/form.tsx";
import { zoneOf } from "../zone.ts";
import { AppointmentView } from "./appointment-view.tsx";
import { instantIn, numberOf, versionIn } from "./sent.ts";
import { numberIn, type RefusedStatus } from "./visit.ts";

/** One appointment: when and with whom, and how it goes on. */
export const appointmentPages = newPages();
const appointment = "/appointments/:id{[0-9]+}" as const;

/** Whether the visitor sees the patient too: a doctor has appointments with people who are not otherwise theirs. */
async function seesPatient(context: ServiceContext, id: number): Promise<boolean> {
	try {
		await getPatient(context, id);
		return true;
	} catch (error) {
		if (error instanceof Problem) return false;
		throw error;
	}
}

/** Answers one appointment, with a refused change as it was sent. */
async function appointmentPage(c: Context<ConsoleEnv>, state: FormState = EMPTY_FORM, status?: RefusedStatus) {
	const context = serviceContext(c);
	const { actor } = context;
	const row = await visibleAppointment(context, numberIn(c, "id"));
	const begun = row.appointment.startsAt.getTime() <= Date.now();
	const [zone, isLinked] = await Promise.all([zoneOf(context), seesPatient(context, row.appointment.patientId)]);
	const children = (
		<AppointmentView
			appointment={appointmentAnswer(row)}
			who={{ begun, isAdmin: isAdmin(actor), isPractice: isPractice(actor, row) }}
			isLinked={isLinked}
			zone={zone}
			clinicZone={settings(c.env).clinicTimezone}
			state={state}
			status={status}
		/>
	);
	return page(c, { title: texts.clinic.appointments.one, children }, status);
}

appointmentPages.get(appointment, (c) => appointmentPage(c));

/** Changes the appointment as the body that `bodyOf` makes of the fields says. */
async function change(
	c: Context<ConsoleEnv>,
	bodyOf: (fields: Record<string, string>, context: ServiceContext) => unknown,
) {
	const context = serviceContext(c);
	const id = numberIn(c, "id");
	const fields = await sentFields(c);
	return submit(
		fields,
		async () => {
			const body: EditAppointmentBody = checked(editAppointmentBody, await bodyOf(fields, context));
			await editAppointment(context, id, body, versionIn(fields));
			c.executionCtx.waitUntil(flushOutbox(c.env));
			return goOn(c, `/appointments/${id}`, body.status === "cancelled" ? "cancelled" : "saved");
		},
		(state, status) => appointmentPage(c, state, status),
	);
}

appointmentPages.post(appointment, requireRight("appointments.write"), (c) =>
	change(c, async (fields, context) => {
		const known = await getAppointment(context, numberIn(c, "id"));
		const length = numberOf(fields.duration_minutes);
		return {
			start: instantIn(fields, "start", await zoneOf(context), known.start),
			duration_minutes: length === known.duration_minutes ? undefined : length,
			notes: fields.notes,
		};
	}),
);

appointmentPages.post(`${appointment}/status`, requireRight("appointments.write"), (c) =>
	change(c, ({ status }) => ({ status })),
);

appointmentPages.post(`${appointment}/remove`, requireRight("appointments.write"), async (c) => {
	const context = serviceContext(c);
	const id = numberIn(c, "id");
	await deleteAppointment(context, id, versionIn(await sentFields(c)));
	c.executionCtx.waitUntil(flushOutbox(c.env));
	const removed = may(context.actor, "appointments.restore") ? `?removed=${id}` : "";
	return goOn(c, `/appointments${removed}`, "removed");
});

appointmentPages.post(`${appointment}/restore`, requireRight("appointments.restore"), async (c) => {
	const { id } = await restoreAppointment(serviceContext(c), numberIn(c, "id"));
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return goOn(c, `/appointments/${id}`, "restored");
});
