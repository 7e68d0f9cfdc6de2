import { serviceContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { answerList, listOf } from "../http/listing.ts";
import { problem } from "../http/problem.ts";
import { idParam, json, protectedRoute } from "../http/route.ts";
import { fileResponse } from "./download.ts";
import { deleteFile } from "./erasing.ts";
import { uploads } from "./form.ts";
import {
	doctorUpload,
	fileSchema,
	listFilesQuery,
	patientUpload,
	practitionerFilesSchema,
	practitionerUpload,
} from "./schema.ts";
import { listDoctorFiles, listPatientFiles, openFile } from "./service.ts";
import { CONTENT_TYPES } from "./signature.ts";
import { storeDoctorFiles, storePatientFile, type Upload } from "./storing.ts";

export const fileRoutes = newRouter();
const tags = ["Files"];
const AS_CSV = { item: fileSchema, file: "files" };

/** Where bodies may be larger than elsewhere. */
export const UPLOAD_PATHS = [
	"/api/patients/:id/files",
	"/api/doctors/:id/files",
	"/api/practitioners/:id/files",
	"/api/v1/practitioners/:id/upload",
] as const;

const ofPatient = protectedRoute("files.read", {
	method: "get",
	path: "/api/patients/{id}/files",
	tags,
	summary: "The files of a patient",
	request: { params: idParam, query: listFilesQuery },
	responses: listOf(fileSchema, "FilePage", "A page of files"),
	fails: ["not_found"],
});
fileRoutes.openapi(ofPatient, async (c) =>
	answerList(c, c.req.valid("query"), AS_CSV, (query) =>
		listPatientFiles(serviceContext(c), c.req.valid("param").id, query),
	),
);

const form = <S>(schema: S) => ({ required: true, content: { "multipart/form-data": { schema } } });
const uploadNote = "A new profile image replaces the one before.";

const forPatient = protectedRoute("files.write", {
	method: "post",
	path: "/api/patients/{id}/files",
	tags,
	summary: "Upload a file of a patient",
	description: `For the patient, the owner of the record, a doctor who treats them, and admins. ${uploadNote}`,
	middleware: uploads(["file"]),
	request: { params: idParam, body: form(patientUpload) },
	responses: { 201: json(fileSchema, "The stored file") },
	fails: ["not_found", "malformed"],
});
fileRoutes.openapi(forPatient, async (c) => {
	const { file, kind = "document" } = c.req.valid("form");
	const upload = { field: "file", file, kind };
	return c.json(await storePatientFile(serviceContext(c), c.req.valid("param").id, upload), 201);
});

// Seed 2 calls them practitioners.
for (const path of ["/api/doctors/{id}/files", "/api/practitioners/{id}/files"]) {
	const ofDoctor = protectedRoute("files.read", {
		method: "get",
		path,
		tags,
		summary: "The files of a doctor",
		description: "All of them for the doctor, who made the profile, and admins; everybody else sees the profile image.",
		request: { params: idParam, query: listFilesQuery },
		responses: listOf(fileSchema, "FilePage", "A page of files"),
		fails: ["not_found"],
	});
	fileRoutes.openapi(ofDoctor, async (c) =>
		answerList(c, c.req.valid("query"), AS_CSV, (query) =>
			listDoctorFiles(serviceContext(c), c.req.valid("param").id, query),
		),
	);

	const forDoctor = protectedRoute("files.write", {
		method: "post",
		path,
		tags,
		summary: "Upload a file of a doctor",
		description: `For the doctor, who made the profile, and admins. ${uploadNote}`,
		middleware: uploads(["file"]),
		request: { params: idParam, body: form(doctorUpload) },
		responses: { 201: json(fileSchema, "The stored file") },
		fails: ["not_found", "malformed"],
	});
	fileRoutes.openapi(forDoctor, async (c) => {
		const { file, kind = "document", identification_type: identificationType } = c.req.valid("form");
		const upload = { field: "file", file, kind, identificationType };
		const [stored] = await storeDoctorFiles(serviceContext(c), c.req.valid("param").id, [upload]);
		if (!stored) throw problem("internal");
		return c.json(stored, 201);
	});
}

const CREDENTIALS = ["certificate", "means_of_identification"] as const;

const credentials = protectedRoute("files.write", {
	method: "put",
	path: "/api/v1/practitioners/{id}/upload",
	tags,
	summary: "Upload a doctor's certificate and means of identification (seed 2)",
	middleware: uploads(CREDENTIALS),
	request: { params: idParam, body: form(practitionerUpload) },
	responses: { 200: json(practitionerFilesSchema, "The stored files") },
	fails: ["not_found", "malformed"],
});
fileRoutes.openapi(credentials, async (c) => {
	const { means_of_identification_type: identificationType, ...sent } = c.req.valid("form");
	const uploads = CREDENTIALS.flatMap((kind): Upload[] => {
		const file = sent[kind];
		const type = kind === "certificate" ? undefined : identificationType;
		return file ? [{ field: kind, file, kind, identificationType: type }] : [];
	});
	const stored = await storeDoctorFiles(serviceContext(c), c.req.valid("param").id, uploads);
	const named = (kind: (typeof CREDENTIALS)[number]) => stored.find((file) => file.kind === kind) ?? null;
	return c.json({ certificate: named("certificate"), means_of_identification: named("means_of_identification") }, 200);
});

const bytes = Object.fromEntries(
	CONTENT_TYPES.map((type) => [type, { schema: { type: "string" as const, format: "binary" } }]),
);

const download = protectedRoute("files.read", {
	method: "get",
	path: "/api/files/{id}",
	tags,
	summary: "Download a file",
	description:
		"Documents are read by those who may see whose they are, and every reading by another is in the audit trail.",
	request: { params: idParam },
	responses: { 200: { description: "The bytes", content: bytes } },
	fails: ["not_found"],
});
fileRoutes.openapi(download, async (c) => fileResponse(await openFile(serviceContext(c), c.req.valid("param").id)));

const remove = protectedRoute("files.write", {
	method: "delete",
	path: "/api/files/{id}",
	tags,
	summary: "Delete a file for good",
	description:
		"What you uploaded yourself; as the owner of the record, for your own doctor's profile or as an admin, any.",
	request: { params: idParam },
	responses: { 204: { description: "Deleted" } },
	fails: ["not_found"],
});
fileRoutes.openapi(remove, async (c) => {
	await deleteFile(serviceContext(c), c.req.valid("param").id);
	return c.body(null, 204);
});
