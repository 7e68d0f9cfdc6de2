import { z } from "@hono/zod-openapi";
import { blankAsMissing } from "../accounts/schema.ts";
import { orderingQuery, pageQuery } from "../http/paging.ts";
import { problem } from "../http/problem.ts";
import { FILE_KINDS, IDENTIFICATION_TYPES } from "./table.ts";

export const MOST_FILE_BYTES = 5 * 1024 * 1024;
const LONGEST_NAME = 255;

/** A file in one of these fields of a form is too large. */
export function tooLarge(fields: readonly string[]) {
	const detail = "A file holds at most 5 MiB.";
	return problem("too_large", { detail, errors: Object.fromEntries(fields.map((field) => [field, [detail]])) });
}

export const PATIENT_FILE_KINDS = [
	"profile_image",
	"document",
] as const satisfies readonly (typeof FILE_KINDS)[number][];

const file = z
	.instanceof(File, { error: "must be a file" })
	.refine(({ size }) => size > 0, "is empty")
	.refine(({ name }) => name.length <= LONGEST_NAME, `has a name of more than ${LONGEST_NAME} characters`)
	.openapi({
		type: "string",
		format: "binary",
		description: "PDF, JPEG, PNG, GIF or WebP, by its content; at most 5 MiB",
	});

/** `Driver's License` and `drivers_licence` are the same. */
const identificationType = z
	.string()
	.transform((text) =>
		text
			.trim()
			.toLowerCase()
			.replaceAll(/['’]/g, "")
			.replaceAll(/[\s-]+/g, "_")
			.replace("license", "licence"),
	)
	.pipe(z.enum(IDENTIFICATION_TYPES))
	.openapi({ type: "string", enum: [...IDENTIFICATION_TYPES] });

const kindOf = <const K extends readonly [string, ...string[]]>(kinds: K) =>
	blankAsMissing(z.enum(kinds)).describe("`document` if it is not given; a profile image is an image");

export const patientUpload = z.object({ file, kind: kindOf(PATIENT_FILE_KINDS) }).openapi("PatientUpload");

export const doctorUpload = z
	.object({
		file,
		kind: kindOf(FILE_KINDS),
		identification_type: blankAsMissing(identificationType).describe("Of a means of identification"),
	})
	.openapi("DoctorUpload");

export const practitionerUpload = z
	.object({
		certificate: file.optional(),
		means_of_identification: file.optional(),
		means_of_identification_type: blankAsMissing(identificationType).describe("What identifies the practitioner"),
	})
	.refine(({ certificate, means_of_identification }) => certificate ?? means_of_identification, {
		path: ["certificate"],
		message: "send a certificate, a means of identification or both",
	})
	.openapi("PractitionerUpload");

const id = z.number().int();

export const fileSchema = z
	.object({
		id,
		patient: id.nullable().describe("Whose file it is: a patient's or a doctor's"),
		doctor: id.nullable(),
		kind: z.enum(FILE_KINDS),
		identification_type: z.enum(IDENTIFICATION_TYPES).nullable(),
		name: z.string().describe("As the uploader called it"),
		content_type: z.string().describe("What the bytes are"),
		size: id.describe("Bytes"),
		url: z.string().describe("Where to download it, with the same token"),
		uploaded_by: id,
		created_at: z.string(),
	})
	.openapi("File");

// Not `nullable`, which the document would not tell of a schema with a name.
const fileOrNone = z.union([fileSchema, z.null()]);

export const practitionerFilesSchema = z
	.object({ certificate: fileOrNone, means_of_identification: fileOrNone })
	.openapi("PractitionerFiles");

export const listFilesQuery = pageQuery.extend({
	kind: z.enum(FILE_KINDS).optional(),
	ordering: orderingQuery(["id", "name", "size", "created_at"]),
});
export type ListFilesQuery = z.infer<typeof listFilesQuery>;
