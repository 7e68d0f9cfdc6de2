import { z } from "@hono/zod-openapi";
import {
	addressSchema,
	birthDate,
	blankAsMissing,
	blankAsNull,
	email,
	gender,
	phoneNumber,
	username,
} from "../accounts/schema.ts";
import { isIanaZone } from "../clinic/zone.ts";
import { version } from "../http/etag.ts";
import { instant } from "../http/instant.ts";
import { orderingQuery, pageQuery, printedFormat } from "../http/paging.ts";
import { line, prose } from "../http/text.ts";

export const BLOOD_GROUPS = ["A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-"] as const;
export const GENOTYPES = ["AA", "AS", "SS", "AC", "SC"] as const;

const name = line(60);
const notes = prose(10_000);

const MOST_DETAILS = 20;
const detail = z.union([z.string().max(500), z.number(), z.boolean(), z.null()]);
const insurance = z.union([
	notes,
	z
		.record(line(60, 1), detail)
		.refine((details) => Object.keys(details).length <= MOST_DETAILS, `must have at most ${MOST_DETAILS} keys`),
]);
const upper = <const V extends readonly [string, ...string[]]>(values: V) =>
	z
		.string()
		.transform((text) => text.trim().toUpperCase())
		.pipe(z.enum(values))
		.openapi({ type: "string", enum: [...values] });

export const timezone = z
	.string()
	.refine(isIanaZone, "must be an IANA time zone like Europe/Berlin")
	.openapi({ example: "Europe/Berlin" });

export const emergencyContact = z.union([line(200), z.object({ name, phone_number: blankAsMissing(phoneNumber) })]);

const fields = {
	first_name: blankAsMissing(name),
	last_name: blankAsMissing(name),
	email: blankAsNull(email),
	phone_number: blankAsNull(phoneNumber),
	date_of_birth: blankAsNull(birthDate),
	dob: blankAsNull(birthDate).describe("The same as `date_of_birth` (seed 4)"),
	age: blankAsNull(z.number().int().min(0).max(150)).describe("Where no date of birth is known (seed 1)"),
	gender: blankAsNull(gender),
	address: blankAsNull(addressSchema),
	blood_group: blankAsNull(upper(BLOOD_GROUPS)),
	blood_type: blankAsNull(upper(BLOOD_GROUPS)).describe("The same as `blood_group` (seed 3)"),
	genotype: blankAsNull(upper(GENOTYPES)),
	nationality: blankAsNull(name),
	allergies: blankAsNull(notes),
	medications: blankAsNull(notes),
	medical_history: blankAsNull(notes),
	insurance: blankAsNull(insurance),
	emergency_contact: blankAsNull(emergencyContact),
	notes: blankAsNull(notes),
	timezone: blankAsMissing(timezone),
};

export const createPatientBody = z
	.object({
		...fields,
		username: blankAsMissing(username).describe("With a login for the patient: admin only"),
		create_account: z
			.boolean()
			.optional()
			.describe("true: with a login, also without a `username`, by the e-mail address or phone number: admin only"),
		password: z.string().optional().describe("The login's; without one it cannot sign in until one is set"),
	})
	.openapi("CreatePatient", {
		example: {
			first_name: "Jon",
			last_name: "Doe",
			email: "jon@example.com",
			dob: "1990-01-01",
			timezone: "Europe/Berlin",
		},
	});

export const editPatientBody = z
	.object({
		...fields,
		timezone_from: instant
			.optional()
			.describe("When the new `timezone` began, if not now; days from then on are cut anew"),
	})
	.openapi("EditPatient", { example: { phone_number: "+49 30 1234567" } });

export type PatientFields = z.infer<z.ZodObject<typeof fields>>;
export type CreatePatientBody = z.infer<typeof createPatientBody>;
export type EditPatientBody = z.infer<typeof editPatientBody>;

const text = z.string().nullable();

export const patientSchema = z
	.object({
		id: z.number().int(),
		user: z.number().int().nullable().describe("The patient's own login"),
		user_id: z.number().int().nullable(),
		owner: z.number().int().nullable().describe("Who created a record without a login"),
		first_name: z.string(),
		last_name: z.string(),
		name: z.string(),
		email: text,
		phone_number: text,
		date_of_birth: text,
		dob: text,
		age: z.number().int().nullable(),
		gender: text,
		address: addressSchema.nullable(),
		blood_group: text,
		blood_type: text,
		genotype: text,
		nationality: text,
		allergies: text,
		medications: text,
		medical_history: text,
		insurance: z.union([z.string(), z.record(z.string(), detail), z.null()]),
		emergency_contact: z.union([z.string(), z.object({ name, phone_number: z.string().optional() })]).nullable(),
		notes: text,
		timezone: z.string(),
		is_complete: z.boolean(),
		assigned_doctor: z.number().int().nullable(),
		last_reading: z
			.object({ recorded_at: z.string(), heart_rate: z.number().int() })
			.nullable()
			.describe("At most a minute old"),
		created_at: z.string(),
		updated_at: z.string(),
		version,
	})
	.openapi("Patient");

export const PATIENT_ORDERINGS = [
	"id",
	"first_name",
	"last_name",
	"date_of_birth",
	"created_at",
	"last_reading_at",
] as const;

const MOST_IDS = 200;

/** `1,5,12`: these and no others. */
const ids = z
	.string()
	.regex(/^\d{1,15}(,\d{1,15})*$/, "must be ids with commas between them")
	.transform((text) => text.split(",").map(Number))
	.refine((list) => list.length <= MOST_IDS, `must be at most ${MOST_IDS}`);

export const listPatientsQuery = pageQuery.extend({
	doctor_id: z.coerce
		.number()
		.int()
		.positive()
		.optional()
		.describe("Only patients with an active mapping to this doctor"),
	gender: gender.optional(),
	ids: ids
		.optional()
		.describe(`Only these, with commas between them, ${MOST_IDS} at most`)
		.openapi({ type: "string", example: "1,5,12" }),
	search: z.string().trim().min(1).max(100).optional().describe("In names, username, e-mail and phone number"),
	ordering: orderingQuery(PATIENT_ORDERINGS),
	format: printedFormat,
});
export type ListPatientsQuery = z.infer<typeof listPatientsQuery>;
