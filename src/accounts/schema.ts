import { z } from "@hono/zod-openapi";
import { ROLES } from "../auth/roles.ts";
import { version } from "../http/etag.ts";
import { writtenDate } from "../http/instant.ts";
import { line, prose } from "../http/text.ts";
import { pairSchema } from "../sessions/schema.ts";
import { phoneDigits, readLoginName } from "./login-name.ts";

export const phoneNumber = z
	.string()
	.transform(phoneDigits)
	.pipe(z.string().regex(/^\+?\d{5,20}$/, "must be a phone number: digits, with an optional + in front"))
	.openapi({ type: "string", example: "+49 30 1234567" });

export const email = z
	.string()
	.trim()
	.toLowerCase()
	.pipe(z.email("must be an e-mail address").max(254))
	.openapi({ type: "string", example: "ada@example.org" });

export const isoDate = z.iso.date("must be a date like 1990-01-31").openapi({ example: "1990-01-31" });

/** A day that has been, also where the day is ahead of ours. */
export const birthDate = writtenDate.refine(
	(text) => Date.parse(text) <= Date.now() + 24 * 60 * 60 * 1000,
	"must not be in the future",
);

const isBlank = (value: unknown) => typeof value === "string" && value.trim() === "";

/** A blank text is what web forms send for a field left blank. */
export const blankAsMissing = <S extends z.ZodType>(schema: S) =>
	z.preprocess((value) => (isBlank(value) || value === null ? undefined : value), schema.optional());

/** In an edit a blank text or null empties the field. */
export const blankAsNull = <S extends z.ZodType>(schema: S) =>
	z.preprocess((value) => (isBlank(value) ? null : value), schema.nullable().optional());

export const LONGEST_WORD = 60;
const word = line(LONGEST_WORD);

export const addressSchema = z
	.union([
		prose(500),
		z.object({
			country: word.optional(),
			state: word.optional(),
			city: word.optional(),
			town: word.optional(),
			zip_code: word.optional(),
			address: prose(500).optional(),
		}),
	])
	.openapi({ example: "12 Elm Street, Springfield" });

const GENDER_CODES: Record<string, string> = { m: "male", f: "female", o: "others", other: "others" };

/** Seed 0 writes `M`, `F`, `O`; kept and answered as `male`, `female`, `others`. */
export const gender = z
	.string()
	.transform((text) => GENDER_CODES[text.toLowerCase()] ?? text.toLowerCase())
	.pipe(z.enum(["male", "female", "others"], "must be M, F, O, male, female or others"))
	.openapi({ type: "string", example: "F" });

const SIGN_IN_BY = {
	email: "must not contain @",
	"phone number": "must not look like a phone number",
	username: "",
} as const;

/** Written as it will be looked for, without letters that nobody sees. */
export const username = z
	.string()
	.transform((text) => text.trim().normalize("NFKC"))
	.pipe(
		z
			.string()
			.min(2)
			.max(150)
			.refine((text) => !/\p{C}/u.test(text), "must not contain invisible characters")
			.superRefine((text, context) => {
				const { kind } = readLoginName(text);
				if (kind !== "username") context.addIssue({ code: "custom", message: SIGN_IN_BY[kind] });
			}),
	)
	.openapi({ type: "string", example: "ada" });

export const registerBody = z
	.object({
		username: blankAsMissing(username),
		email: blankAsMissing(email),
		phone_number: blankAsMissing(phoneNumber),
		password: z.string().openapi({ example: "a long sentence 7" }),
		password2: z.string().optional().describe("Seed 0: must match if sent"),
		password_confirm: z.string().optional().describe("Seed 3: must match if sent"),
		name: blankAsMissing(line(120)).describe("Seed 1: split into first and last name"),
		first_name: blankAsMissing(word),
		last_name: blankAsMissing(word),
		user_type: blankAsMissing(line(LONGEST_WORD)).openapi({ example: "patient" }),
		is_patient: z.boolean().optional(),
		is_doctor: z.boolean().optional(),
		is_admin_staff: z.boolean().optional(),
		gender: blankAsMissing(gender),
		date_of_birth: blankAsMissing(birthDate),
		dob: blankAsMissing(birthDate),
		address: blankAsMissing(addressSchema),
		is_accept_terms_and_condition: z.boolean().optional(),
	})
	.openapi("Register", {
		example: { username: "ada", email: "ada@example.org", password: "a long sentence 7", user_type: "patient" },
	});
export type RegisterBody = z.infer<typeof registerBody>;

export const loginBody = z
	.object({
		username: z.string().optional(),
		email: z.string().optional(),
		phone_number: z.string().optional(),
		password: z.string().max(1000),
	})
	.refine((body) => body.username || body.email || body.phone_number, {
		path: ["username"],
		message: "give a username, an e-mail address or a phone number",
	})
	.openapi("Login", { example: { username: "ada", password: "a long sentence 7" } });

/** What people may change of themselves, and admins of everybody. */
export const personFields = {
	first_name: blankAsMissing(word),
	last_name: blankAsMissing(word),
	email: blankAsNull(email),
	phone_number: blankAsNull(phoneNumber),
	gender: blankAsNull(gender),
	date_of_birth: blankAsNull(birthDate),
	dob: blankAsNull(birthDate).describe("The same as `date_of_birth` (seed 4)"),
	address: blankAsNull(addressSchema),
};

export const roleName = z.enum(ROLES);

export const userSchema = z
	.object({
		id: z.number().int(),
		username: z.string(),
		email: z.string().nullable(),
		email_verified: z.boolean(),
		phone_number: z.string().nullable(),
		first_name: z.string(),
		last_name: z.string(),
		name: z.string(),
		roles: z.array(roleName),
		user_type: roleName.describe("The most powerful role that is in force"),
		requested_user_type: roleName.nullable().describe("A role that waits for an admin's approval"),
		is_active: z.boolean(),
		is_verified: z.boolean().describe("An admin has checked who this is: what a doctor needs"),
		gender: z.string().nullable(),
		date_of_birth: z.string().nullable(),
		age: z.number().int().nullable(),
		address: addressSchema.nullable(),
		is_accept_terms_and_condition: z.boolean(),
		patient_id: z.number().int().nullable().describe("The patient that this user is"),
		doctor_id: z.number().int().nullable().describe("The doctor that this user is"),
		first_login: z.string().nullable(),
		last_login: z.string().nullable(),
		created_at: z.string(),
		updated_at: z.string(),
		version,
	})
	.openapi("User");

export const signedInSchema = z
	.object({
		...pairSchema.shape,
		token: z.string().describe("The same as `access` (seed 0)"),
		tokens: pairSchema.describe("The same pair (seed 1)"),
		user: userSchema,
		user_id: z.number().int(),
		username: z.string(),
		email: z.string().nullable(),
		user_type: roleName,
		requested_user_type: roleName.nullable(),
		message: z.string(),
	})
	.openapi("SignedIn");
