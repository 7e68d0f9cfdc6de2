import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { audit } from "../../src/audit/table.ts";
import { database } from "../../src/db/client.ts";
import { call, del, get, patch, post, put } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createUser, endMappings, mapDoctor, type TestUser, unique } from "../support/factories.ts";
import { type Circle, newCircle, PEOPLE, type Person } from "../support/relations.ts";
import { answerAll, builtIn, createQuiz, type Form } from "./forms.ts";

let circle: Circle;
let doctor: TestUser;
let admin: TestUser;
let quiz: Form;
beforeAll(async () => {
	circle = await newCircle();
	({ admin, "mapped doctor": doctor } = circle.people);
	quiz = await createQuiz(doctor);
});

const bodyOf = (fields: object = {}) => ({
	...{ assessment_type: quiz.id, patient: circle.patient, results: answerAll(quiz, 0) },
	...fields,
});
const record = async (fields: object = {}, token = doctor.token) => {
	const answer = await post("/api/assessments/", bodyOf(fields), token);
	expect(answer.status, JSON.stringify(answer.body)).toBe(201);
	return answer.body;
};
const place = ({ id }: { id: number }) => `/api/assessments/${id}/`;

const SEE: readonly Person[] = ["admin", "staff", "owner", "self", "mapped doctor"];

describe("who may", () => {
	it.each(PEOPLE)("read: %s", async (who) => {
		const assessment = await record();
		const [one, all] = [
			await get(place(assessment), circle.people[who].token),
			await get(`/api/assessments/?patient=${circle.patient}`, circle.people[who].token),
		];
		if (SEE.includes(who)) {
			expect(one).toMatchObject({ status: 200, body: assessment });
			expect(all.body.results).toContainEqual(assessment);
		} else {
			expect(one).toMatchObject({ status: 404, body: { code: "not_found" } });
			expect(all).toMatchObject({ status: 200, body: { count: 0, results: [] } });
		}
	});

	it.each<[Person, number]>([
		["admin", 201],
		["mapped doctor", 201],
		["staff", 403],
		["owner", 403],
		["self", 403],
		["other patient", 403],
		["formerly mapped doctor", 400],
		["other doctor", 400],
	])("record: %s → %d", async (who, status) => {
		const answer = await post("/api/assessments/", bodyOf(), circle.people[who].token);
		expect(answer).toMatchObject({ status });
		if (status === 400) expect(Object.keys(answer.body.errors)).toEqual(["patient"]);
	});

	it.each<[Person, number]>([
		["admin", 200],
		["mapped doctor", 200],
		["staff", 403],
		["self", 403],
		["formerly mapped doctor", 404],
		["other doctor", 404],
	])("correct: %s → %d", async (who, status) => {
		const assessment = await record();
		expect(await patch(place(assessment), { results: answerAll(quiz, 1) }, circle.people[who].token)).toMatchObject({
			status,
		});
		const deleted = await del(place(assessment), circle.people[who].token);
		expect(deleted).toMatchObject({ status: status === 200 ? 204 : status });
	});

	it("correct another doctor's: not a colleague who treats the patient too", async () => {
		const colleague = await createUser("doctor");
		await mapDoctor(colleague, circle.patient);
		const assessment = await record();
		expect(await get(place(assessment), colleague.token)).toMatchObject({ status: 200 });
		expect(await patch(place(assessment), { results: answerAll(quiz, 1) }, colleague.token)).toMatchObject({
			status: 403,
		});
		expect(await del(place(assessment), colleague.token)).toMatchObject({ status: 403 });
	});

	it("nobody without a token", async () => {
		expect(await get("/api/assessments/")).toMatchObject({ status: 401 });
		expect(await post("/api/assessments/", bodyOf())).toMatchObject({ status: 401 });
	});

	it("not the author any more, once the care has ended", async () => {
		const [own, author] = [await newCircle(), await createUser("doctor")];
		await mapDoctor(author, own.patient);
		const assessment = await record({ patient: own.patient }, author.token);
		await endMappings(own.patient);
		expect(await get(place(assessment), author.token)).toMatchObject({ status: 404 });
		expect(await patch(place(assessment), {}, author.token)).toMatchObject({ status: 404 });
	});
});

describe("recording", () => {
	it("is of the patient in the body, by the practitioner who sent it, and answers the score", async () => {
		const [first, second] = quiz.questions;
		const results = [...answerAll(quiz, 0, 1), { question: second?.id, answer: second?.answers[1]?.id }];
		const assessment = await record({ results });
		expect(assessment).toMatchObject({
			...{ patient: circle.patient, practitioner: doctor.id },
			...{ assessment_type: quiz.id, assessment_type_name: quiz.name },
			...{ final_score: 50, points: 2, severity: null, flags: [], version: 1 },
			results: [
				{ question: first?.id, question_text: "Which day is it?", answer_text: "right" },
				{ question: second?.id, question_text: "Which town is this?", answer_text: "wrong" },
			],
		});
		expect((await get(place(assessment), doctor.token)).headers.get("ETag")).toBe('"1"');
	});

	it("takes a day of the past, and none of the future", async () => {
		expect(await record({ date: "2026-01-31T10:00:00+02:00" })).toMatchObject({ date: "2026-01-31T08:00:00.000Z" });
		const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
		const answer = await post("/api/assessments/", bodyOf({ date: tomorrow }), doctor.token);
		expect(answer).toMatchObject({ status: 400, body: { errors: { date: [expect.any(String)] } } });
	});

	it("of a type with bands answers every question", async () => {
		const form = await builtIn("PHQ-9", doctor.token);
		const body = bodyOf({ assessment_type: form.id, results: answerAll(form, 1, 8) });
		const answer = await post("/api/assessments/", body, doctor.token);
		const ninth = form.questions[8]?.id;
		expect(answer).toMatchObject({ status: 400, body: { errors: { results: [`question ${ninth} is not answered`] } } });
	});

	it("holds as many results as a long form has", async () => {
		const author = doctor.token;
		const { id } = (await post("/api/assessments/types/", { name: unique() }, author)).body;
		const insert = DB.prepare("insert into assessment_questions (type_id, text) values (?, 'How?')").bind(id);
		await DB.batch(Array.from({ length: 200 }, () => insert));
		await DB.prepare(
			"insert into assessment_answers (question_id, text, points) select id, 'Well', 1 from assessment_questions where type_id = ?",
		)
			.bind(id)
			.run();
		const form: Form = (await get(`/api/assessments/types/${id}/`, author)).body;
		const assessment = await record({ assessment_type: id, results: answerAll(form, 0) });
		expect(assessment).toMatchObject({ points: 200, final_score: 100 });
		expect(assessment.results).toHaveLength(200);
	});

	it("leaves alone what was found, whatever becomes of the questionnaire", async () => {
		const own = await createQuiz(doctor);
		const assessment = await record({ assessment_type: own.id, results: answerAll(own, 0) });
		await post(`/api/assessments/types/${own.id}/questions/`, { text: "One more?" }, doctor.token);
		await del(`/api/assessments/questions/${own.questions[0]?.id}/`, doctor.token);
		await del(`/api/assessments/types/${own.id}/`, doctor.token);
		expect((await get(place(assessment), doctor.token)).body).toEqual(assessment);
		const answer = await post("/api/assessments/", bodyOf({ assessment_type: own.id }), doctor.token);
		expect(Object.keys(answer.body.errors)).toEqual(["assessment_type"]);
	});

	it("names each thing that is wrong", async () => {
		const [first, second] = quiz.questions;
		const other = (await createQuiz(doctor)).questions[0];
		const refused = async (fields: object) => {
			const answer = await post("/api/assessments/", bodyOf(fields), doctor.token);
			expect(answer.status).toBe(400);
			return Object.keys(answer.body.errors);
		};
		const pair = (question = first, answer = first) => ({ question: question?.id, answer: answer?.answers[0]?.id });
		expect(await refused({ results: [pair(other, other)] })).toEqual(["results.0.question"]);
		expect(await refused({ results: [pair(first, second)] })).toEqual(["results.0.answer"]);
		expect(await refused({ results: [pair(), pair(second, second), pair()] })).toEqual(["results.2.question"]);
		expect(await refused({ results: [] })).toEqual(["results"]);
		expect(await refused({ results: "all" })).toEqual(["results"]);
		expect(await refused({ results: [{ question: first?.id }] })).toEqual(["results.0.answer"]);
		expect(await refused({ assessment_type: 999_999 })).toEqual(["assessment_type"]);
		expect(await refused({ patient: 999_999 })).toEqual(["patient"]);
		expect(await refused({ patient: undefined })).toEqual(["patient"]);
	});
});

describe("correcting", () => {
	it.each([put, patch])("scores anew, and keeps what is not named", async (send) => {
		const assessment = await record();
		const answer = await send(place(assessment), { results: answerAll(quiz, 1) }, doctor.token);
		expect(answer).toMatchObject({ status: 200, body: { final_score: 0, points: 0, version: 2 } });
		expect(answer.body.results).toHaveLength(2);
		expect(answer.body.date).toBe(assessment.date);
		expect((await get(place(assessment), doctor.token)).body).toEqual(answer.body);
	});

	it("takes patient and type along where they stay, and refuses others", async () => {
		const assessment = await record();
		expect(await put(place(assessment), bodyOf(), doctor.token)).toMatchObject({ status: 200 });
		for (const field of ["patient", "assessment_type"]) {
			const answer = await put(place(assessment), bodyOf({ [field]: 999_999 }), admin.token);
			expect(answer).toMatchObject({ status: 400 });
			expect(Object.keys(answer.body.errors)).toEqual([field]);
		}
	});

	it("sends the same results along even where a question is out of use by now", async () => {
		const own = await createQuiz(doctor);
		const fields = { assessment_type: own.id, results: answerAll(own, 0) };
		const assessment = await record(fields);
		await del(`/api/assessments/questions/${own.questions[0]?.id}/`, doctor.token);
		const again = { ...fields, results: fields.results.toReversed(), date: "2026-01-31T00:00:00Z" };
		expect(await put(place(assessment), bodyOf(again), doctor.token)).toMatchObject({
			status: 200,
			body: { final_score: 100, date: "2026-01-31T00:00:00.000Z" },
		});
	});

	it("refuses an edit of an older version, and changes nothing by it", async () => {
		const assessment = await record();
		const edit = (results: object[], version: number) =>
			call("PATCH", place(assessment), {
				...{ token: doctor.token, body: { results }, headers: { "If-Match": `"${version}"` } },
			});
		expect(await edit(answerAll(quiz, 1), 1)).toMatchObject({ status: 200, body: { version: 2 } });
		expect(await edit(answerAll(quiz, 0), 1)).toMatchObject({ status: 412, body: { code: "precondition_failed" } });
		expect((await get(place(assessment), doctor.token)).body).toMatchObject({ points: 0, version: 2 });
	});
});

describe("deleting", () => {
	it("hides it from everybody; an admin restores it, once", async () => {
		const assessment = await record();
		expect(await del(place(assessment), doctor.token)).toMatchObject({ status: 204 });
		for (const { token } of [doctor, admin]) expect(await get(place(assessment), token)).toMatchObject({ status: 404 });
		const all = await get(`/api/assessments/?patient=${circle.patient}&page_size=100`, admin.token);
		expect(all.body.results.map(({ id }: { id: number }) => id)).not.toContain(assessment.id);
		const restore = `${place(assessment)}restore/`;
		expect(await post(restore, {}, doctor.token)).toMatchObject({ status: 403 });
		const back = { ...assessment, version: 3, updated_at: expect.any(String) };
		expect(await post(restore, {}, admin.token)).toMatchObject({ status: 200, body: back });
		expect(await post(restore, {}, admin.token)).toMatchObject({ status: 404 });
	});
});

it("every write leaves an audit row of the patient, with names of fields and no values", async () => {
	const assessment = await record();
	await patch(place(assessment), { results: answerAll(quiz, 1), date: "2026-01-31T00:00:00Z" }, doctor.token);
	await del(place(assessment), doctor.token);
	await post(`${place(assessment)}restore/`, {}, admin.token);
	const rows = await database(env)
		.select()
		.from(audit)
		.where(eq(audit.entityId, String(assessment.id)))
		.orderBy(audit.id);
	const found = rows.filter(({ entity }) => entity === "assessment");
	expect(found.map(({ action, actorId, fields }) => [action, actorId, fields])).toEqual([
		["assessment.create", doctor.id, []],
		["assessment.edit", doctor.id, ["results", "date"]],
		["assessment.delete", doctor.id, []],
		["assessment.restore", admin.id, []],
	]);
	expect(new Set(found.map(({ patientId }) => patientId))).toEqual(new Set([circle.patient]));
});
