import { z } from "@hono/zod-openapi";
import { blankAsNull, isoDate } from "../accounts/schema.ts";
import { version } from "../http/etag.ts";
import { instant } from "../http/instant.ts";
import { orderingQuery, pageQuery, printedFormat } from "../http/paging.ts";
import { prose } from "../http/text.ts";
import { APPOINTMENT_STATUSES } from "./states.ts";
import { DEFAULT_MINUTES } from "./times.ts";

const number = z.number().int().positive();
const status = z.enum(APPOINTMENT_STATUSES);

const details = {
	end: instant.optional(),
	duration_minutes: z.number().int().min(1).max(480).optional().describe("Instead of `end`"),
	notes: blankAsNull(prose(10_000)),
};

export const createAppointmentBody = z
	.object({
		patient: number,
		doctor: number,
		start: instant,
		...details,
		status: z.literal("scheduled", "must be scheduled at first").optional(),
	})
	.openapi("CreateAppointment", {
		description: `Without \`end\` and \`duration_minutes\` it lasts ${DEFAULT_MINUTES} minutes.`,
		example: { patient: 1, doctor: 2, start: "2026-01-31T14:00:00+01:00", duration_minutes: 30 },
	});
export type CreateAppointmentBody = z.infer<typeof createAppointmentBody>;

export const editAppointmentBody = z
	.object({
		patient: number.optional().describe("Cannot be changed"),
		doctor: number.optional().describe("Cannot be changed"),
		start: instant.optional(),
		...details,
		status: status.optional(),
	})
	.openapi("EditAppointment", { example: { status: "cancelled" } });
export type EditAppointmentBody = z.infer<typeof editAppointmentBody>;

export const appointmentSchema = z
	.object({
		id: z.number().int(),
		patient: z.number().int(),
		patient_name: z.string(),
		doctor: z.number().int(),
		doctor_name: z.string(),
		start: z.string(),
		end: z.string(),
		duration_minutes: z.number(),
		status,
		notes: z.string().nullable(),
		created_by: z.number().int().nullable(),
		created_at: z.string(),
		updated_at: z.string(),
		version,
	})
	.openapi("Appointment");

export const APPOINTMENT_ORDERINGS = ["id", "start", "status", "created_at"] as const;

export const listAppointmentsQuery = pageQuery.extend({
	start_date: isoDate.optional().describe("Those that begin on this date or later, in the clinic's time zone"),
	end_date: isoDate.optional().describe("Those that begin on this date or earlier, in the clinic's time zone"),
	status: status.optional(),
	patient: z.coerce.number().int().positive().optional(),
	doctor: z.coerce.number().int().positive().optional(),
	search: z.string().trim().min(1).max(100).optional().describe("In the names of patient and doctor"),
	ordering: orderingQuery(APPOINTMENT_ORDERINGS),
	format: printedFormat,
});
export type ListAppointmentsQuery = z.infer<typeof listAppointmentsQuery>;
