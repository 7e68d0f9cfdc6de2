import type { NotificationEvent } from "../../src/notifications/events.ts";
import { unique } from "./factories.ts";

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
