import { explain } from "../alerts/explanation.ts";
import type { AlertEvent } from "./events.ts";
import type { Named, Words } from "./wording.ts";

const KINDS = {
	above: "Fast heart rate",
	below: "Slow heart rate",
	change: "Sudden change of heart rate",
	no_data: "No readings",
} as const;

/** What is told of an alert: what happened to whom in front, why behind it. Pure. */
export function alertWords(event: AlertEvent, { patient, timezone }: Pick<Named, "patient" | "timezone">): Words {
	const kind = event.severity === "critical" ? `Critical: ${KINDS[event.kind].toLowerCase()}` : KINDS[event.kind];
	const message = `${patient}: ${explain(event, timezone)}`;
	switch (event.type) {
		case "alert.opened":
			return { notificationType: "ALERT_OPENED", title: `${kind}: ${patient}`, message };
		case "alert.raised":
			return { notificationType: "ALERT_RAISED", title: `${kind}: ${patient}`, message };
		case "alert.closed":
			return { notificationType: "ALERT_CLOSED", title: `${KINDS[event.kind]} is over: ${patient}`, message };
		case "alert.escalated":
			return {
				notificationType: "ALERT_ESCALATED",
				title: `Nobody has seen to it: ${patient}`,
				message: `${message} Nobody has acknowledged it for ${event.after_minutes} minutes.`,
			};
	}
}
