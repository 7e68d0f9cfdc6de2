import { and, eq, gt, gte, isNotNull, isNull, lte, or } from "drizzle-orm";
import { noteAccess } from "../accesses/noting.ts";
import { users } from "../accounts/table.ts";
import { episodeOf, patientOf } from "../alert-engine/alert-event.ts";
import { ruleAnswer } from "../alert-rules/service.ts";
import { doerOf } from "../audit/service.ts";
import { visiblePatient, visiblePatients } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { listFrom } from "../db/list.ts";
import { settings } from "../env.ts";
import { firstOf, lastOf } from "../http/filters.ts";
import { orderBy } from "../http/paging.ts";
import { problem } from "../http/problem.ts";
import type { AlertDetail } from "../monitor/contract.ts";
import { monitorOf } from "../monitor/stub.ts";
import { patients } from "../patients/table.ts";
import { nameOf } from "../sessions/browser.ts";
import { alertAnswer, alertColumns, snoozeBy } from "./answer.ts";
import { alertRow } from "./publishing.ts";
import type { ListAlertsQuery } from "./schema.ts";
import { type Alert, alertSnoozes, alerts } from "./table.ts";

const ORDERINGS = { opened_at: alerts.openedAt, closed_at: alerts.closedAt, id: alerts.id };

/** The alerts of the patients whom the actor sees, the newest first. */
export function listAlerts(context: ServiceContext, query: ListAlertsQuery) {
	const { db, env, actor } = context;
	if (query.patient !== undefined) noteAccess(context, query.patient, "alerts");
	const zone = settings(env).clinicTimezone;
	const where = and(
		visiblePatients(db, actor),
		query.patient === undefined ? undefined : eq(alerts.patientId, query.patient),
		query.status ? eq(alerts.status, query.status) : undefined,
		query.is_open === undefined ? undefined : query.is_open ? isNull(alerts.closedAt) : isNotNull(alerts.closedAt),
		query.severity ? eq(alerts.severity, query.severity) : undefined,
		query.kind ? eq(alerts.kind, query.kind) : undefined,
		query.from ? gte(alerts.openedAt, firstOf(query.from, zone)) : undefined,
		query.to ? lte(alerts.openedAt, lastOf(query.to, zone)) : undefined,
		query.closed_from ? or(isNull(alerts.closedAt), gte(alerts.closedAt, firstOf(query.closed_from, zone))) : undefined,
	);
	return listFrom(db, {
		query: () =>
			db
				.select(alertColumns)
				.from(alerts)
				.innerJoin(patients, eq(patients.id, alerts.patientId))
				.leftJoin(alertSnoozes, snoozeBy(actor.id))
				.$dynamic(),
		where,
		id: alerts.id,
		order: orderBy(query.ordering ?? "-opened_at", ORDERINGS, alerts.id),
		answer: alertAnswer,
	});
}

/** One patient's alerts. Throws `not_found` for a patient out of sight. */
export async function listAlertsOf(context: ServiceContext, patient: number, query: Omit<ListAlertsQuery, "patient">) {
	await visiblePatient(context.db, context.actor, patient);
	return listAlerts(context, { ...query, patient });
}

/** The alert, from the patient's own object: what is listed may be a moment behind. Else `not_found`. */
async function visibleAlert({ db, env, actor }: ServiceContext, id: number) {
	const patient = await visiblePatient(db, actor, patientOf(id));
	const found = await (await monitorOf(env, patient.id)).alert(episodeOf(id));
	if (found.outcome === "no_patient" || found.value === null) throw problem("not_found");
	// The answer of an RPC is typed for what may travel; this is plain data.
	return { patient, detail: found.value as AlertDetail };
}

async function snoozedUntil({ db, actor }: ServiceContext, { patientId, ruleId }: Alert): Promise<Date | null> {
	const { userId, until } = alertSnoozes;
	const ofRule = and(eq(userId, actor.id), eq(alertSnoozes.patientId, patientId), eq(alertSnoozes.ruleId, ruleId));
	const row = await db
		.select()
		.from(alertSnoozes)
		.where(and(ofRule, gt(until, new Date())))
		.get();
	return row?.until ?? null;
}

/** What somebody who saw to an alert is called. */
async function nameOfUser({ db }: ServiceContext, id: number | null): Promise<string | null> {
	if (id === null) return null;
	const { username, firstName, lastName } = users;
	const user = await db.select({ username, firstName, lastName }).from(users).where(eq(users.id, id)).get();
	return user ? nameOf(user) : null;
}

/** An alert with the rule as it was and the readings that opened it, else `not_found`. */
export async function getAlert(context: ServiceContext, id: number) {
	const { patient, detail } = await visibleAlert(context, id);
	noteAccess(context, patient.id, "alerts");
	const alert = alertRow(patient.id, detail);
	const { firstName, lastName, timezone } = patient;
	return {
		...alertAnswer({ alert, firstName, lastName, timezone, snoozedUntil: await snoozedUntil(context, alert) }),
		acknowledged_by_name: await nameOfUser(context, alert.acknowledgedBy),
		rule_then: ruleAnswer(patient.id, detail.version),
		readings: detail.readings.map(({ at, bpm }) => ({ recorded_at: new Date(at).toISOString(), heart_rate: bpm })),
		readings_truncated: detail.isTruncated,
	};
}

/**
 * Notes that the actor has seen to an alert: nobody is called any more, unless it gets worse. Whoever comes second
 * changes nothing. Throws `not_found`, `conflict` for one that is over.
 */
export async function acknowledgeAlert(context: ServiceContext, id: number): Promise<void> {
	const { patient } = await visibleAlert(context, id);
	const by = doerOf(context, "alert.acknowledge");
	const answer = await (await monitorOf(context.env, patient.id)).acknowledge(episodeOf(id), by);
	if (answer.outcome === "no_patient" || answer.value === "no_alert") throw problem("not_found");
	if (answer.value === "closed") throw problem("conflict", { detail: "The alert is over." });
}
