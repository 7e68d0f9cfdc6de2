import { z } from "zod";
import { ENDS } from "../alert-engine/episodes.ts";
import { CALLED, CHANNELS, RULE_KINDS, SEVERITIES } from "../alert-engine/rules.ts";
import { mailEvents } from "../mail/events.ts";
import { webhookDelivery } from "../webhooks/events.ts";

const at = z.string();

const alert = {
	/** The same for every delivery of the same event: the inbox keeps one row of it for each recipient. */
	event_id: z.string(),
	patient_id: z.number().int(),
	/** The alert in the whole clinic, and in its patient's object. */
	alert_id: z.number().int(),
	episode_id: z.number().int(),
	rule_id: z.number().int(),
	rule_version: z.number().int(),
	kind: z.enum(RULE_KINDS),
	severity: z.enum(SEVERITIES),
	/** Beats per minute; null of a silence. */
	threshold: z.number().nullable(),
	sustained_minutes: z.number(),
	/** Of a swing: how far back it looks. */
	window_minutes: z.number().nullable(),
	device: z.string().nullable(),
	started_at: at,
	opened_at: at,
	closed_at: at.nullable(),
	ended_by: z.enum(ENDS).nullable(),
	/** Beats per minute furthest from calm so far; null of a silence. */
	extreme: z.number().nullable(),
};
const step = {
	/** From 1. */
	step: z.number().int(),
	to: z.enum(CALLED),
	channel: z.enum(CHANNELS),
	after_minutes: z.number(),
};

const ofPatient = {
	/** The same for every delivery of the same event. */
	event_id: z.string(),
	patient_id: z.number().int(),
	/** Who did it, and so need not hear of it; null where nobody did. */
	actor_id: z.number().int().nullable(),
};
const care = { ...ofPatient, doctor_id: z.number().int() };
const appointment = { ...care, appointment_id: z.number().int(), starts_at: at };

/** What happens around a patient: it reaches inboxes, and from there mailboxes and webhooks. */
export const patientEvents = [
	z.object({ type: z.literal("alert.opened"), ...alert }),
	z.object({ type: z.literal("alert.raised"), ...alert }),
	z.object({ type: z.literal("alert.closed"), ...alert }),
	z.object({ type: z.literal("alert.escalated"), ...alert, ...step }),
	z.object({ type: z.literal("mapping.started"), ...care }),
	z.object({ type: z.literal("mapping.requested"), ...care }),
	z.object({ type: z.literal("mapping.ended"), ...care }),
	z.object({ type: z.literal("doctor.assigned"), ...care }),
	z.object({ type: z.literal("record.created"), ...ofPatient, record_id: z.number().int() }),
	z.object({ type: z.literal("assessment.flagged"), ...ofPatient, assessment_id: z.number().int() }),
	z.object({ type: z.literal("comment.added"), ...ofPatient, record_id: z.number().int() }),
	z.object({ type: z.literal("appointment.booked"), ...appointment }),
	z.object({ type: z.literal("appointment.moved"), ...appointment }),
	z.object({ type: z.literal("appointment.cancelled"), ...appointment }),
	z.object({ type: z.literal("appointment.reminder"), ...appointment, ahead: z.enum(["day", "hour"]) }),
] as const;

/** An endpoint that is called no more: it said that it is gone, or failed for days. Only its owner hears of it. */
const webhookDisabled = z.object({
	type: z.literal("webhook.disabled"),
	event_id: z.string(),
	owner_id: z.number().int(),
	webhook_id: z.number().int(),
	because: z.enum(["gone", "failing"]),
});

/** What reaches the inboxes. */
export const notificationEvent = z.discriminatedUnion("type", [...patientEvents, webhookDisabled]);

export type PatientEvent = z.infer<(typeof patientEvents)[number]>;
export type NotificationEvent = z.infer<typeof notificationEvent>;
export type AlertEvent = Extract<NotificationEvent, { episode_id: number }>;

/** What travels through the notification queue; each message stands alone. */
export const queuedEvent = z.discriminatedUnion("type", [...notificationEvent.options, ...mailEvents, webhookDelivery]);

export type QueuedEvent = z.infer<typeof queuedEvent>;
