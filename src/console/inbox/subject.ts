import { notificationEvent } from "../../notifications/events.ts";
import { patientPath } from "../patient/frame.tsx";

/** The page of what a notification's event is about; undefined where it has none. Pure. */
export function subjectPath(data: Record<string, unknown>): string | undefined {
	const event = notificationEvent.safeParse(data).data;
	if (!event) return undefined;
	switch (event.type) {
		case "alert.opened":
		case "alert.raised":
		case "alert.closed":
		case "alert.escalated":
			return `${patientPath(event.patient_id, "alerts")}/${event.alert_id}`;
		case "record.created":
		case "comment.added":
			return `${patientPath(event.patient_id, "records")}/${event.record_id}`;
		case "assessment.flagged":
			return `/patients/${event.patient_id}/assessments/${event.assessment_id}`;
		case "mapping.requested":
		case "doctor.assigned":
			return patientPath(event.patient_id, "team");
		case "mapping.started":
			return patientPath(event.patient_id);
		// The doctor whose care has ended sees the patient no more.
		case "mapping.ended":
			return undefined;
		case "webhook.disabled":
			return `/account/webhooks/${event.webhook_id}`;
		default:
			return `/appointments/${event.appointment_id}`;
	}
}
