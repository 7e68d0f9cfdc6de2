import { type PatientEvent, patientEvents } from "../notifications/events.ts";

/** What a webhook can be told of. */
export const EVENT_TYPES = patientEvents.map((event) => event.shape.type.value);

/** Of an event's fields these leave the house: ids, and how severe it is; no name and no value of anybody. */
const TOLD = [
	...["patient_id", "alert_id", "doctor_id", "appointment_id", "record_id", "assessment_id"],
	...["severity", "step"],
];

/** The body of a call: what happened and to whom it belongs, by ids. Whoever may know more reads it with a token. */
export function thinBody(event: PatientEvent, at: Date): string {
	const told = Object.entries(event).filter(([name]) => TOLD.includes(name));
	const data = { event_id: event.event_id, ...Object.fromEntries(told) };
	return JSON.stringify({ type: event.type, timestamp: at.toISOString(), data });
}

export const TEST_TYPE = "webhook.test";

/** The body of a call that only tries whether anybody listens. */
export const testBody = (eventId: string, at: Date) =>
	JSON.stringify({ type: TEST_TYPE, timestamp: at.toISOString(), data: { event_id: eventId } });
