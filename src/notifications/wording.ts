import type { NotificationEvent } from "./events.ts";

const KINDS = { above: "Fast heart rate", below: "Slow heart rate" } as const;
const TYPES = { "alert.opened": "ALERT_OPENED", "alert.closed": "ALERT_CLOSED" } as const;

/** What an event says to a person. Pure; `patient` is the patient's name. */
export function wording(event: NotificationEvent, patient: string) {
	const kind = KINDS[event.kind];
	const bound = `${event.kind} ${event.threshold} bpm`;
	const notificationType = TYPES[event.type];
	if (event.type === "alert.opened")
		return {
			notificationType,
			title: `${kind}: ${patient}`,
			message: `${patient} has been ${bound} for ${event.sustained_minutes} minutes, at worst ${event.extreme} bpm.`,
		};
	const minutes = Math.round((Date.parse(event.closed_at) - Date.parse(event.started_at)) / 60_000);
	return {
		notificationType,
		title: `${kind} is over: ${patient}`,
		message: `${patient} was ${bound} for ${minutes} minutes, at worst ${event.extreme} bpm.`,
	};
}
