import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { assessments } from "../../../src/assessments/table.ts";
import { database } from "../../../src/db/client.ts";
import { files } from "../../../src/files/table.ts";
import { assessmentTypes } from "../../../src/questionnaires/table.ts";
import { aFile, formOf } from "../../support/uploads.ts";
import type { Scene } from "../scene.ts";
import { type Door, EDITORS, nothing, ofPatient, PEOPLE, patient, profile, something } from "./door.ts";

const ASSESSORS = ["admin", "doctor"] as const;
const formType = ({ form }: Scene) => form.type;
const retire = ({ form }: Scene) =>
	database(env).update(assessmentTypes).set({ deletedAt: new Date() }).where(eq(assessmentTypes.id, form.type));
const question = ({ form }: Scene) => form.question;
const formAnswer = ({ form }: Scene) => form.answer;
const asked = () => ({ text: "Which day is it?" });
const assessment = ({ assessment }: Scene) => assessment;
const found = ({ form: { type, question, answer }, patient }: Scene) => ({
	...{ assessment_type: type, patient, results: [{ question, answer }] },
});
const forget = ({ assessment }: Scene) =>
	database(env).update(assessments).set({ deletedAt: new Date() }).where(eq(assessments.id, assessment));

export const ASSESSMENT_DOORS: readonly Door[] = [
	{ route: "GET /api/assessments/types/", allowed: PEOPLE, answers: 200 },
	{ route: "POST /api/assessments/types/", allowed: ASSESSORS, body: something, answers: 201 },
	{ route: "GET /api/assessments/types/{id}/", allowed: PEOPLE, id: formType, answers: 200, foreign: "everybody's" },
	{
		route: "DELETE /api/assessments/types/{id}/",
		allowed: ASSESSORS,
		id: formType,
		answers: 204,
		foreign: "everybody's",
	},
	{
		route: "POST /api/assessments/types/{id}/restore/",
		allowed: ["admin"],
		id: formType,
		before: retire,
		answers: 200,
	},
	{
		route: "GET /api/assessments/types/{id}/questions/",
		allowed: PEOPLE,
		id: formType,
		answers: 200,
		foreign: "everybody's",
	},
	{
		route: "POST /api/assessments/types/{id}/questions/",
		allowed: ASSESSORS,
		id: formType,
		body: asked,
		answers: 201,
		foreign: "everybody's",
	},
	{
		route: "DELETE /api/assessments/questions/{id}/",
		allowed: ASSESSORS,
		id: question,
		answers: 204,
		foreign: "everybody's",
	},
	{
		route: "GET /api/assessments/questions/{id}/answers/",
		allowed: PEOPLE,
		id: question,
		answers: 200,
		foreign: "everybody's",
	},
	{
		route: "POST /api/assessments/questions/{id}/answers/",
		allowed: ASSESSORS,
		id: question,
		body: asked,
		answers: 201,
		foreign: "everybody's",
	},
	{
		route: "DELETE /api/assessments/answers/{id}/",
		allowed: ASSESSORS,
		id: formAnswer,
		answers: 204,
		foreign: "everybody's",
	},
	{ route: "GET /api/assessments/", allowed: PEOPLE, query: ofPatient, answers: 200, foreign: "empty page" },
	{ route: "POST /api/assessments/", allowed: ASSESSORS, body: found, answers: 201, foreign: "wrong patient field" },
	{ route: "GET /api/assessments/{id}/", allowed: PEOPLE, id: assessment, answers: 200, foreign: 404 },
	{
		route: "PUT /api/assessments/{id}/",
		allowed: ASSESSORS,
		id: assessment,
		body: nothing,
		answers: 200,
		foreign: 404,
	},
	{
		route: "PATCH /api/assessments/{id}/",
		allowed: ASSESSORS,
		id: assessment,
		body: nothing,
		answers: 200,
		foreign: 404,
	},
	{ route: "DELETE /api/assessments/{id}/", allowed: ASSESSORS, id: assessment, answers: 204, foreign: 404 },
	{ route: "POST /api/assessments/{id}/restore/", allowed: ["admin"], id: assessment, before: forget, answers: 200 },
];

const file = ({ file }: Scene) => file;
const document = () => formOf({ file: aFile() });
const certificate = () => formOf({ certificate: aFile() });

/** Puts the bytes of the scene's file where they belong. */
async function storeBytes({ file }: Scene) {
	const row = await database(env).select().from(files).where(eq(files.id, file)).get();
	await env.FILES.put(row?.key ?? "", "%PDF-1.7");
}

export const FILE_DOORS: readonly Door[] = [
	{ route: "GET /api/patients/{id}/files/", allowed: PEOPLE, id: patient, answers: 200, foreign: 404 },
	{
		route: "POST /api/patients/{id}/files/",
		allowed: EDITORS,
		id: patient,
		body: document,
		answers: 201,
		foreign: 404,
	},
	{ route: "GET /api/doctors/{id}/files/", allowed: PEOPLE, id: profile, answers: 200, foreign: "everybody's" },
	{
		route: "POST /api/doctors/{id}/files/",
		allowed: EDITORS,
		id: profile,
		body: document,
		answers: 201,
		foreign: "everybody's",
	},
	{ route: "GET /api/practitioners/{id}/files/", allowed: PEOPLE, id: profile, answers: 200, foreign: "everybody's" },
	{
		route: "POST /api/practitioners/{id}/files/",
		allowed: EDITORS,
		id: profile,
		body: document,
		answers: 201,
		foreign: "everybody's",
	},
	{
		route: "PUT /api/v1/practitioners/{id}/upload/",
		allowed: EDITORS,
		id: profile,
		body: certificate,
		answers: 200,
		foreign: "everybody's",
	},
	{ route: "GET /api/files/{id}/", allowed: PEOPLE, id: file, before: storeBytes, answers: 200, foreign: 404 },
	{ route: "DELETE /api/files/{id}/", allowed: EDITORS, id: file, answers: 204, foreign: 404 },
];
