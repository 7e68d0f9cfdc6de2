import { Temporal } from "temporal-polyfill";
import { alertWords } from "./alert-wording.ts";
import type { NotificationEvent, PatientEvent } from "./events.ts";

/** Whom an event speaks of. */
export interface Named {
	patient: string;
	/** Of the events that name one. */
	doctor: string | null;
	/** IANA zone in which the patient's times are told. */
	timezone: string;
	/** When they are told (Unix ms). */
	now: number;
}

export interface Words {
	/** As seed 3's clients know it. */
	notificationType: string;
	title: string;
	message: string;
}

/** `Saturday, 31 January 2026 at 14:00 (Europe/Berlin)`. */
function timeOf(instant: string, timeZone: string): string {
	const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "short", timeZone });
	return `${format.format(new Date(instant))} (${timeZone})`;
}

/** `today`, `tomorrow` or `on Monday`, by the calendar of the zone: a day ahead is not always tomorrow. */
function dayOf(instant: string, now: number, zone: string): string {
	const dateAt = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
	const { days } = dateAt(now).until(dateAt(Date.parse(instant)));
	const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "long", timeZone: zone });
	return { 0: "today", 1: "tomorrow" }[days] ?? `on ${weekday.format(new Date(instant))}`;
}

type DisabledEvent = Extract<NotificationEvent, { webhook_id: number }>;

/** What the owner of a webhook is told when it is called no more. Pure. */
export function disabledWords({ webhook_id, because }: DisabledEvent): Words {
	const why = because === "gone" ? "Its address says that it is gone" : "Its address has failed for days";
	return {
		notificationType: "WEBHOOK_DISABLED",
		title: "A webhook was switched off",
		message: `${why}, so webhook ${webhook_id} is called no more. Mend it, then switch it on again.`,
	};
}

/** What an event around a patient says to a person. Pure. */
export function wording(event: PatientEvent, { patient, doctor, ...when }: Named): Words {
	const who = doctor ?? "the doctor";
	switch (event.type) {
		case "alert.opened":
		case "alert.raised":
		case "alert.closed":
		case "alert.escalated":
			return alertWords(event, { patient, timezone: when.timezone });
		case "mapping.started":
			return {
				notificationType: "PATIENT_ASSIGNED",
				title: `New patient: ${patient}`,
				message: `${patient} is now in your care.`,
			};
		case "mapping.requested":
			return {
				notificationType: "CONSENT_REQUESTED",
				title: `${who} asks for your consent`,
				message: `${who} would like to treat ${patient}, and sees nothing until you accept.`,
			};
		case "mapping.ended":
			return {
				notificationType: "CARE_ENDED",
				title: `Care has ended: ${patient}`,
				message: `${who} no longer treats ${patient}.`,
			};
		case "doctor.assigned":
			return {
				notificationType: "DOCTOR_ASSIGNED",
				title: `${who} treats ${patient}`,
				message: `${who} now treats ${patient}, and sees their data.`,
			};
		case "record.created":
			return {
				notificationType: "NEW_RECORD",
				title: `New record: ${patient}`,
				message: `There is a new health record of ${patient}.`,
			};
		case "assessment.flagged":
			return {
				notificationType: "ASSESSMENT_FLAGGED",
				title: `Look at once: ${patient}`,
				message: `An answer in an assessment of ${patient} calls for your attention.`,
			};
		case "comment.added":
			return {
				notificationType: "COMMENT_ADDED",
				title: "New comment",
				message: `There is a new comment on a health record of ${patient}.`,
			};
		default:
			return appointmentWords(event, { patient, doctor: who, ...when });
	}
}

type AppointmentEvent = Extract<PatientEvent, { appointment_id: number }>;

function appointmentWords(event: AppointmentEvent, { patient, doctor, timezone, now }: Named): Words {
	const meeting = `${patient} and ${doctor}: ${timeOf(event.starts_at, timezone)}.`;
	switch (event.type) {
		case "appointment.booked":
			return { notificationType: "APPOINTMENT_BOOKED", title: "New appointment", message: meeting };
		case "appointment.moved":
			return { notificationType: "APPOINTMENT_MOVED", title: "An appointment was moved", message: meeting };
		case "appointment.cancelled":
			return { notificationType: "APPOINTMENT_CANCELLED", title: "An appointment was cancelled", message: meeting };
		case "appointment.reminder":
			return {
				notificationType: "APPOINTMENT_REMINDER",
				title:
					event.ahead === "day" ? `Appointment ${dayOf(event.starts_at, now, timezone)}` : "Appointment in an hour",
				message: meeting,
			};
	}
}
