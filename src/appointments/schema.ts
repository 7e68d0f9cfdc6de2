import { z } from "@hono/zod-openapi";
import { blankAsNull, isoDate } from "../accounts/schema.ts";
import { version } from "../http/etag.ts";
import { instant, writtenDate } from "../http/instant.ts";
import { orderingQuery, pageQuery, printedFormat } from "../http/paging.ts";
import { prose } from "../http/text.ts";
import { countsSchema, dryRun, refusalFields } from "../http/verdicts.ts";
import { APPOINTMENT_STATUSES } from "./states.ts";
import { DEFAULT_MINUTES } from "./times.ts";

const number = z.number().int().positive();
const status = z.enum(APPOINTMENT_STATUSES);

const minutes = z.number().int().min(1).max(480).optional();
const details = {
	end: instant.optional(),
	duration_minutes: minutes.describe("Instead of `end`"),
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

export const MOST_BOOKINGS = 100;

export const bulkAppointmentsBody = z
	.object({
		appointments: z.array(createAppointmentBody).min(1).max(MOST_BOOKINGS).describe(`${MOST_BOOKINGS} at most`),
		dry_run: dryRun,
	})
	.openapi("BulkAppointments");
export type BulkAppointmentsBody = z.infer<typeof bulkAppointmentsBody>;

export const BOOKING_VERDICTS = ["created", "would_create", "exists", "rejected"] as const;

export const bulkAppointmentsSchema = z
	.object({
		counts: countsSchema(BOOKING_VERDICTS),
		results: z.array(
			z.object({
				index: z.number().int().describe("In `appointments`"),
				patient: z.number().int(),
				doctor: z.number().int(),
				start: z.string(),
				end: z.string(),
				duration_minutes: z.number(),
				status: z.enum(BOOKING_VERDICTS).describe("`exists` where the very same is booked already"),
				appointment: z.union([appointmentSchema, z.null()]),
				...refusalFields,
			}),
		),
	})
	.openapi("BulkAppointmentVerdicts");

const MOST_DAYS = 92;

export const proposeAppointmentsBody = z
	.object({
		doctor: number,
		patients: z.array(number).min(1).max(MOST_BOOKINGS).describe(`Their ids, ${MOST_BOOKINGS} at most`),
		from_date: writtenDate
			.optional()
			.describe("The first date, in the clinic's time zone; today where it is not given"),
		days: z.number().int().min(1).max(MOST_DAYS).default(28).describe("How many dates from then on are looked at"),
		duration_minutes: minutes.describe(`Of each; ${DEFAULT_MINUTES} where it is not given`),
	})
	.openapi("ProposeAppointments", { example: { doctor: 2, patients: [1, 3, 4], from_date: "2026-02-02" } });
export type ProposeAppointmentsBody = z.infer<typeof proposeAppointmentsBody>;

export const proposedAppointmentsSchema = z
	.object({
		appointments: z
			.array(
				z.object({
					patient: z.number().int(),
					doctor: z.number().int(),
					start: z.string(),
					end: z.string(),
					duration_minutes: z.number(),
				}),
			)
			.describe("As they can be booked"),
		unplaced: z.array(z.object({ patient: z.number().int(), ...refusalFields })).describe("For whom there is no time"),
	})
	.openapi("ProposedAppointments");
