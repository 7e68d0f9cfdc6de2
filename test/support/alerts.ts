import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { alertId } from "../../src/alert-engine/alert-event.ts";
import type { NotificationEvent } from "../../src/notifications/events.ts";
import { unique } from "./factories.ts";
import { monitorOf } from "./monitor.ts";

type Opened = Extract<NotificationEvent, { type: "alert.opened" }>;

/** An alert as a patient's object tells of it. */
export const alertOpened = (patientId: number, fields: Partial<Opened> = {}): Opened => ({
	...{ type: "alert.opened", event_id: `alert:${patientId}:1:${unique()}`, patient_id: patientId },
	...{ alert_id: patientId * 1_000_000 + 1, episode_id: 1, rule_id: 2, rule_version: 1 },
	...{ kind: "below", severity: "warning", threshold: 45, sustained_minutes: 5, window_minutes: null },
	...{ started_at: "2026-01-31T12:00:00.000Z", opened_at: "2026-01-31T12:05:00.000Z", closed_at: null },
	...{ ended_by: null, extreme: 38, device: "watch" },
	...fields,
});

/** The number that the first episode of a patient has among all alerts. */
export const firstAlertOf = (patient: number): number => alertId(patient, 1);

/** Opens the first alert of a patient, as if readings had: rows in the patient's object. */
export async function anOpenAlert(patient: number): Promise<void> {
	await runInDurableObject(monitorOf(env, patient), (_, { storage }) => {
		const now = Date.now();
		storage.sql.exec(
			`INSERT OR IGNORE INTO alert_episodes (id, rule_id, rule_version, slot, started_at, opened_at, extreme, told, told_at,
			step, news) VALUES (1, 1, 1, 0, ?, ?, 140, 'opened', ?, 0, 1)`,
			now - 10 * 60_000,
			now - 5 * 60_000,
			now - 5 * 60_000,
		);
	});
}
