import { and, eq, gt } from "drizzle-orm";
import { patients } from "../patients/table.ts";
import { explain } from "./explanation.ts";
import { type Alert, alertSnoozes, alerts } from "./table.ts";

/** Joins the snooze of this user and the alert's rule, if it is not over. */
export const snoozeBy = (userId: number) =>
	and(
		eq(alertSnoozes.userId, userId),
		eq(alertSnoozes.patientId, alerts.patientId),
		eq(alertSnoozes.ruleId, alerts.ruleId),
		gt(alertSnoozes.until, new Date()),
	);

/** What an alert's answer is made of; select it from `alerts` joined with `patients` and, left, with `snoozeBy`. */
export const alertColumns = {
	alert: alerts,
	firstName: patients.firstName,
	lastName: patients.lastName,
	timezone: patients.timezone,
	snoozedUntil: alertSnoozes.until,
};

interface AlertRow {
	alert: Alert;
	firstName: string;
	lastName: string;
	timezone: string;
	snoozedUntil: Date | null;
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

export function alertAnswer({ alert, firstName, lastName, timezone, snoozedUntil }: AlertRow) {
	const facts = {
		...{ kind: alert.kind, severity: alert.severity, threshold: alert.threshold, device: alert.device },
		...{ sustained_minutes: alert.sustainedMinutes, window_minutes: alert.windowMinutes },
		...{ started_at: alert.startedAt.toISOString(), opened_at: alert.openedAt.toISOString() },
		...{ closed_at: iso(alert.closedAt), ended_by: alert.endedBy, extreme: alert.extreme },
	};
	return {
		...{ id: alert.id, patient: alert.patientId, patient_name: `${firstName} ${lastName}`.trim() },
		...{ rule: alert.ruleId, rule_version: alert.ruleVersion, status: alert.status },
		...{ ...facts, explanation: explain(facts, timezone) },
		...{ raised_at: iso(alert.raisedAt), acknowledged_by: alert.acknowledgedBy },
		acknowledged_at: iso(alert.acknowledgedAt),
		snoozed_until: iso(snoozedUntil),
		version: alert.version,
	};
}
