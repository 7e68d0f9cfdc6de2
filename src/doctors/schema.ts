import { z } from "@hono/zod-openapi";
import { blankAsMissing, blankAsNull, email, phoneNumber } from "../accounts/schema.ts";
import { version } from "../http/etag.ts";
import { orderingQuery, pageQuery, yesOrNo } from "../http/paging.ts";
import { line, prose } from "../http/text.ts";
import { hoursFault, hoursOf, WEEKDAYS } from "./hours.ts";

const LONGEST_SPECIALIZATION = 120;
const MOST_SLOTS = 50;

const name = line(60);
const field = line(LONGEST_SPECIALIZATION, 1);
const years = z.number().int().min(0).max(80);

const weekday = z
	.union([z.string().toLowerCase().pipe(z.enum(WEEKDAYS)), z.number().int().min(1).max(7)], {
		error: "must be monday to sunday, or 1 (Monday) to 7",
	})
	.openapi({ type: "string", enum: [...WEEKDAYS], example: "monday" });

const TIME = "must be a time like 09:00";
const slot = z.object({
	weekday,
	from: z
		.string()
		.regex(/^([01]\d|2[0-3]):[0-5]\d$/, TIME)
		.openapi({ example: "09:00" }),
	to: z
		.string()
		.regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, TIME)
		.openapi({ example: "17:00" }),
});

const availability = z
	.array(slot)
	.max(MOST_SLOTS)
	.superRefine((slots, context) => {
		const fault = hoursFault(hoursOf(slots));
		if (fault) context.addIssue({ code: "custom", message: fault });
	})
	.describe("When the doctor takes appointments, in the clinic's time zone; an empty list is at any time");

/** What people may write of a doctor. Where an alias and what it stands for both change, the alias does not count. */
const fields = {
	first_name: blankAsMissing(name),
	last_name: blankAsMissing(name),
	name: blankAsMissing(line(120)).describe("Both in one (seed 1): split before the last word"),
	email: blankAsNull(email),
	phone_number: blankAsNull(phoneNumber),
	specialization: blankAsNull(field),
	specialty: blankAsNull(field).describe("The same as `specialization` (seed 1)"),
	specializations: blankAsNull(
		z.array(z.union([field, z.object({ name: field }).transform((entry) => entry.name)])).max(2),
	)
		.describe("At most two (seed 2)")
		.openapi({ type: "array", items: { type: "string" }, example: ["Cardiology"] }),
	license_number: blankAsNull(line(60)),
	years_of_experience: blankAsNull(years),
	experience: blankAsNull(years).describe("The same as `years_of_experience` (seed 1)"),
	credentials: blankAsNull(prose(10_000)).describe("Degrees, board certifications"),
	location: blankAsNull(line(200)),
	availability: blankAsMissing(availability),
};

export const doctorBody = z.object(fields).openapi("EditDoctor", {
	example: {
		first_name: "Alice",
		last_name: "Smith",
		email: "alice@clinic.example",
		specialization: "Cardiology",
		availability: [{ weekday: "monday", from: "09:00", to: "17:00" }],
	},
});
export type DoctorBody = z.infer<typeof doctorBody>;

const text = z.string().nullable();
const answeredSlot = z.object({ weekday: z.enum(WEEKDAYS), from: z.string(), to: z.string() });

/** What everybody may read of a doctor. */
export const publicDoctorSchema = z
	.object({
		id: z.number().int(),
		first_name: z.string(),
		last_name: z.string(),
		name: z.string(),
		specialization: text,
		specialty: text.describe("The same as `specialization`"),
		specializations: z.array(z.string()),
		location: text,
		availability: z.array(answeredSlot).describe("In the clinic's time zone; empty: at any time"),
		is_verified: z.boolean().describe("An admin has checked who signs in as this doctor"),
	})
	.openapi("PublicDoctor");

const forSignedIn = z.object({
	user: z.number().int().nullable().describe("The doctor's own login"),
	creator: z.number().int().nullable().describe("Who created the record"),
	email: text,
	phone_number: text,
	license_number: text,
	credentials: text,
	years_of_experience: z.number().int().nullable(),
	experience: z.number().int().nullable().describe("The same as `years_of_experience`"),
	created_at: z.string(),
	updated_at: z.string(),
	version,
});

export const doctorSchema = z.object({ ...publicDoctorSchema.shape, ...forSignedIn.shape }).openapi("Doctor");

/** A doctor as whoever asks may see them. */
export const doctorAsSeen = z
	.object({ ...publicDoctorSchema.shape, ...forSignedIn.partial().shape })
	.openapi("DoctorAsSeen", {
		description: "Login, contact details, licence, credentials and experience only for who is signed in",
	});

export const DOCTOR_ORDERINGS = [
	"id",
	"first_name",
	"last_name",
	"specialization",
	"location",
	"years_of_experience",
	"created_at",
] as const;

const dateOrInstant = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

export const listDoctorsQuery = pageQuery.extend({
	specialization: z.string().trim().min(1).max(LONGEST_SPECIALIZATION).optional().describe("In either of a doctor's"),
	location: z.string().trim().min(1).max(200).optional(),
	available_on: z
		.union([z.string().toLowerCase().pipe(z.enum(WEEKDAYS)), dateOrInstant], {
			error: "must be a weekday, a date, or an instant in ISO 8601 with an offset",
		})
		.optional()
		.describe("A weekday, a date, or an instant, in the clinic's time zone")
		.openapi({ type: "string", example: "monday" }),
	is_verified: yesOrNo.optional(),
	search: z.string().trim().min(1).max(100).optional().describe("In names, specializations and locations"),
	ordering: orderingQuery(DOCTOR_ORDERINGS),
});
export type ListDoctorsQuery = z.infer<typeof listDoctorsQuery>;
