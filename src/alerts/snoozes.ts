import { and, eq, gt, inArray, type SQL, sql } from "drizzle-orm";
import { users } from "../accounts/table.ts";
import { MINUTE_MS, type Severity } from "../alert-engine/rules.ts";
import { auditRow } from "../audit/service.ts";
import { visibleId } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic, type Database, notNullViolation } from "../db/client.ts";
import { problem } from "../http/problem.ts";
import type { AlertEvent } from "../notifications/events.ts";
import { getAlert } from "./service.ts";
import { alertSnoozes } from "./table.ts";

/**
 * The actor does not want to hear of an alert's rule for some minutes, unless it gets worse; nobody else is concerned.
 * Throws `not_found`.
 */
export async function snoozeAlert(context: ServiceContext, id: number, minutes: number) {
	const { db, actor, origin } = context;
	const { patient: patientId, rule: ruleId, severity } = await getAlert(context, id);
	const until = new Date(Date.now() + minutes * MINUTE_MS);
	await atomic(db, [
		db
			.insert(alertSnoozes)
			.values({ userId: actor.id, patientId: visibleId(db, actor, patientId), ruleId, severity, until })
			.onConflictDoUpdate({
				target: [alertSnoozes.userId, alertSnoozes.patientId, alertSnoozes.ruleId],
				set: { severity, until },
			}),
		auditRow(db, { ...{ actor, origin, action: "alert.snooze", entity: "alert", entityId: id, patientId } }),
	]).catch((error) => {
		throw notNullViolation(error) ? problem("not_found", { cause: error }) : error;
	});
	return getAlert(context, id);
}

/** The actor wants to hear of it again. Throws `not_found`. */
export async function endSnooze(context: ServiceContext, id: number) {
	const { db, actor, origin } = context;
	const { patient: patientId, rule: ruleId } = await getAlert(context, id);
	await atomic(db, [
		db
			.delete(alertSnoozes)
			.where(
				and(eq(alertSnoozes.userId, actor.id), eq(alertSnoozes.patientId, patientId), eq(alertSnoozes.ruleId, ruleId)),
			),
		auditRow(db, { ...{ actor, origin, action: "alert.snooze-end", entity: "alert", entityId: id, patientId } }),
	]);
	return getAlert(context, id);
}

/** How severe an alert is, as a number. */
const rank = (severity: Severity): number => (severity === "critical" ? 1 : 0);

/** That a user, of `users`, has not snoozed an event's rule; one that is worse than what was snoozed is heard. */
export function isAwake(db: Database, event: AlertEvent, now: number): SQL {
	const asSevere = (["warning", "critical"] as const).filter((severity) => rank(severity) >= rank(event.severity));
	const snoozed = db
		.select({ userId: alertSnoozes.userId })
		.from(alertSnoozes)
		.where(
			and(
				eq(alertSnoozes.patientId, event.patient_id),
				eq(alertSnoozes.ruleId, event.rule_id),
				gt(alertSnoozes.until, new Date(now)),
				inArray(alertSnoozes.severity, asSevere),
			),
		);
	return sql`${users.id} not in ${snoozed}`;
}
