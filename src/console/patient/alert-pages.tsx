import type { Context } from "hono";
import { z } from "zod";
import { patientOf } from "../../alert-engine/alert-event.ts";
import { alertSchema, listPatientAlertsQuery, snoozeBody } from "../../alerts/schema.ts";
import { acknowledgeAlert, getAlert, listAlertsOf } from "../../alerts/service.ts";
import { endSnooze, snoozeAlert } from "../../alerts/snoozes.ts";
import { serviceContext } from "../../auth/authenticate.ts";
import { may } from "../../auth/policy.ts";
import { checked } from "../../http/checked.ts";
import { problem } from "../../http/problem.ts";
import { goOn, sentFields, submit } from "../forms.ts";
import { download, listed } from "../lists.tsx";
import { newPages } from "../router.ts";
import { type ConsoleEnv, requireRight } from "../session/visit.ts";
import { EMPTY_FORM, type FormState } from "../ui/form.tsx";
import { AlertPage } from "./alert.tsx";
import { AlertsTab, alertPath } from "./alerts.tsx";
import { facedPatient, PATIENT, patientPage } from "./frame.tsx";

/** The alerts of one patient, and what one can do about them. */
export const alertPages = newPages();

const ALERT = `${PATIENT}/alerts/:alert{[0-9]+}` as const;
const path = z.object({ id: z.coerce.number(), alert: z.coerce.number() });

/** The alert that the address names. Throws `not_found` where it is another patient's. */
function alertOf(c: Context<ConsoleEnv>): { id: number; alert: number } {
	const { id, alert } = checked(path, c.req.param());
	if (patientOf(alert) !== id) throw problem("not_found");
	return { id, alert };
}

alertPages.get(`${PATIENT}/alerts`, async (c) => {
	const head = await facedPatient(c);
	const context = serviceContext(c);
	const { patient } = head;
	const find = (query: z.output<typeof listPatientAlertsQuery>) => listAlertsOf(context, patient.id, query);
	const file = await download(c, listPatientAlertsQuery, { item: alertSchema, file: "alerts" }, find);
	if (file) return file;
	const alerts = await listed(c, listPatientAlertsQuery, find);
	const mayAcknowledge = may(context.actor, "alerts.acknowledge");
	return patientPage(c, head, { tab: "alerts", children: <AlertsTab {...{ patient, alerts, mayAcknowledge }} /> });
});

async function alertPage(c: Context<ConsoleEnv>, state: FormState, status?: Parameters<typeof patientPage>[3]) {
	const context = serviceContext(c);
	// Before anything has begun whose failure nobody would then hear.
	const { alert: number } = alertOf(c);
	const [head, alert] = await Promise.all([facedPatient(c), getAlert(context, number)]);
	const mayAcknowledge = may(context.actor, "alerts.acknowledge");
	const shown = <AlertPage {...{ patient: head.patient, alert, mayAcknowledge, state }} />;
	return patientPage(c, head, { tab: "alerts", children: shown }, status);
}

alertPages.get(ALERT, (c) => alertPage(c, EMPTY_FORM));

alertPages.post(`${ALERT}/acknowledge`, requireRight("alerts.acknowledge"), async (c) => {
	const { id, alert } = alertOf(c);
	return submit(
		{},
		async () => {
			await acknowledgeAlert(serviceContext(c), alert);
			return goOn(c, alertPath(id, alert), "acknowledged");
		},
		// It ended in the meantime: its page says so.
		(state, status) => alertPage(c, state, status),
	);
});

alertPages.post(`${ALERT}/snooze`, requireRight("alerts.snooze"), async (c) => {
	const { id, alert } = alertOf(c);
	const fields = await sentFields(c);
	return submit(
		fields,
		async () => {
			const { minutes } = checked(snoozeBody, { minutes: Number(fields.minutes) });
			await snoozeAlert(serviceContext(c), alert, minutes);
			return goOn(c, alertPath(id, alert), "snoozed");
		},
		(state, status) => alertPage(c, state, status),
	);
});

alertPages.post(`${ALERT}/snooze/end`, requireRight("alerts.snooze"), async (c) => {
	const { id, alert } = alertOf(c);
	await endSnooze(serviceContext(c), alert);
	return goOn(c, alertPath(id, alert), "saved");
});
