import { beforeAll, describe, expect, it } from "vitest";
import { call, del, get, post } from "../support/client.ts";
import { createPatient, createUser, type TestUser, unique } from "../support/factories.ts";
import { answersFor, builtIn, createQuiz } from "./forms.ts";

let admin: TestUser;
let doctor: TestUser;
let colleague: TestUser;
let nurse: TestUser;
let patient: TestUser;
beforeAll(async () => {
	[admin, doctor, colleague] = [await createUser("admin"), await createUser("doctor"), await createUser("doctor")];
	[nurse, patient] = [await createUser("staff"), await createUser("patient")];
});

describe("PHQ-9 and GAD-7", () => {
	it.each([
		["PHQ-9", 9, "Little interest or pleasure in doing things"],
		["GAD-7", 7, "Feeling nervous, anxious or on edge"],
	] as const)("%s is there, with %d items and the four published answers to each", async (name, items, first) => {
		const { questions } = await builtIn(name, doctor.token);
		expect(questions).toHaveLength(items);
		expect(questions[0]?.text).toBe(first);
		for (const { answers } of questions)
			expect(answers.map(({ text, points }) => [text, points])).toEqual([
				["Not at all", 0],
				["Several days", 1],
				["More than half the days", 2],
				["Nearly every day", 3],
			]);
	});

	it("only PHQ-9's ninth item, on self-harm, carries a flag", async () => {
		const [depression, anxiety] = [await builtIn("PHQ-9", doctor.token), await builtIn("GAD-7", doctor.token)];
		expect(depression.questions.map(({ flag }) => flag)).toEqual([...Array(8).fill(null), "self_harm"]);
		expect(anxiety.questions.map(({ flag }) => flag)).toEqual(Array(7).fill(null));
	});

	it.each([
		...[["PHQ-9", 0, "minimal"] as const, ["PHQ-9", 4, "minimal"] as const, ["PHQ-9", 5, "mild"] as const],
		...[["PHQ-9", 9, "mild"] as const, ["PHQ-9", 10, "moderate"] as const, ["PHQ-9", 14, "moderate"] as const],
		...[["PHQ-9", 15, "moderately severe"] as const, ["PHQ-9", 19, "moderately severe"] as const],
		...[["PHQ-9", 20, "severe"] as const, ["PHQ-9", 27, "severe"] as const],
		...[["GAD-7", 0, "minimal"] as const, ["GAD-7", 4, "minimal"] as const, ["GAD-7", 5, "mild"] as const],
		...[["GAD-7", 9, "mild"] as const, ["GAD-7", 10, "moderate"] as const, ["GAD-7", 14, "moderate"] as const],
		...[["GAD-7", 15, "severe"] as const, ["GAD-7", 21, "severe"] as const],
	])("%s: %d points are %s", async (name, points, severity) => {
		const form = await builtIn(name, admin.token);
		const { id } = await createPatient(admin);
		const body = { assessment_type: form.id, patient: id, results: answersFor(form, points) };
		const most = form.questions.length * 3;
		expect(await post("/api/assessments/", body, admin.token)).toMatchObject({
			status: 201,
			body: { points, severity, final_score: Math.round((points / most) * 10_000) / 100 },
		});
	});

	it("an answer to the ninth item calls attention to self-harm at any score; 'Not at all' does not", async () => {
		const form = await builtIn("PHQ-9", admin.token);
		const { id } = await createPatient(admin);
		const record = (points: number, ninth: number) => {
			const results = answersFor(form, points).map((result, index) => {
				const answer = form.questions[8]?.answers.find((candidate) => candidate.points === ninth);
				return index === 8 ? { ...result, answer: answer?.id } : result;
			});
			return post("/api/assessments/", { assessment_type: form.id, patient: id, results }, admin.token);
		};
		const calm = await record(24, 0);
		expect(calm).toMatchObject({ status: 201, body: { points: 24, flags: [] } });
		const alarming = await record(0, 1);
		expect(alarming).toMatchObject({ status: 201, body: { points: 1, severity: "minimal", flags: ["self_harm"] } });
		const found = await get(`/api/assessments/?patient=${id}&flag=self_harm`, admin.token);
		expect(found.body.results.map((item: { id: number }) => item.id)).toEqual([alarming.body.id]);
	});

	it("are nobody's to edit, not even an admin's", async () => {
		const form = await builtIn("PHQ-9", admin.token);
		const [question] = form.questions;
		const [answer] = question?.answers ?? [];
		for (const { token } of [admin, doctor]) {
			const refusals = [
				await del(`/api/assessments/types/${form.id}/`, token),
				await post(`/api/assessments/types/${form.id}/questions/`, { text: "Why?" }, token),
				await post(`/api/assessments/questions/${question?.id}/answers/`, { text: "So" }, token),
				await del(`/api/assessments/questions/${question?.id}/`, token),
				await del(`/api/assessments/answers/${answer?.id}/`, token),
			];
			expect(refusals.map(({ status }) => status)).toEqual(Array(5).fill(403));
		}
		expect(await builtIn("PHQ-9", admin.token)).toEqual(form);
	});
});

describe("a questionnaire of one's own", () => {
	it("shows in lists, and whole, what was written into it, in that order", async () => {
		const bands = [
			{ from: 0, severity: "low" },
			{ from: 3, severity: "high" },
		];
		const name = `Falls ${unique()}`;
		const body = { name, description: "Before every discharge", bands };
		const type = await post("/api/assessments/types/", body, doctor.token);
		expect(type).toMatchObject({ status: 201, body: { ...body, created_by: doctor.id } });
		const place = `/api/assessments/types/${type.body.id}/`;
		const question = await post(`${place}questions/`, { text: "Fallen?", flag: "fall" }, doctor.token);
		expect(question).toMatchObject({ status: 201, body: { text: "Fallen?", flag: "fall" } });
		const answers = `/api/assessments/questions/${question.body.id}/answers/`;
		await post(answers, { text: "Never", points: 0 }, doctor.token);
		const often = await post(answers, { text: "Often", points: 3 }, doctor.token);
		expect(often).toMatchObject({ status: 201, body: { text: "Often", points: 3, is_correct: false } });
		const whole = await get(place, nurse.token);
		expect(whole.body).toMatchObject({ ...body, questions: [{ answers: [{ text: "Never" }, { text: "Often" }] }] });
		expect((await get(`${place}questions/`, nurse.token)).body).toMatchObject({ count: 1, results: [question.body] });
		expect((await get(answers, nurse.token)).body).toMatchObject({ count: 2, results: [{}, often.body] });
		expect((await get(`/api/assessments/types/?search=${name}`, nurse.token)).body).toMatchObject({
			count: 1,
			results: [type.body],
		});
	});

	it("takes a name once, in any case, and again when the other was deleted", async () => {
		const name = `Falls ${unique()}`;
		const create = (text: string) => post("/api/assessments/types/", { name: text }, doctor.token);
		const first = await create(name);
		const both = await Promise.all([create(name.toUpperCase()), create(` ${name} `)]);
		for (const answer of both)
			expect(answer).toMatchObject({ status: 409, body: { errors: { name: [expect.any(String)] } } });
		expect(await del(`/api/assessments/types/${first.body.id}/`, doctor.token)).toMatchObject({ status: 204 });
		expect(await get(`/api/assessments/types/${first.body.id}/`, doctor.token)).toMatchObject({ status: 404 });
		expect(await create(name)).toMatchObject({ status: 201 });
	});

	it("that was deleted is restored by an admin, once, and not beside another of its name", async () => {
		const [name, token] = [unique(), doctor.token];
		const { body } = await post("/api/assessments/types/", { name }, token);
		const path = `/api/assessments/types/${body.id}/`;
		const restore = () => post(`${path}restore/`, {}, admin.token);
		await del(path, token);
		const other = (await post("/api/assessments/types/", { name }, token)).body;
		expect(await restore()).toMatchObject({ status: 409, body: { errors: { name: ["is already in use"] } } });
		await del(`/api/assessments/types/${other.id}/`, token);
		expect(await post(`${path}restore/`, {}, token)).toMatchObject({ status: 403 });
		expect(await restore()).toMatchObject({ status: 200, body });
		expect((await get(path, token)).body).toEqual({ ...body, questions: [] });
		expect(await restore()).toMatchObject({ status: 404 });
	});

	it("has one right answer a question at most, also where two come at once", async () => {
		const type = await post("/api/assessments/types/", { name: unique() }, doctor.token);
		const question = await post(`/api/assessments/types/${type.body.id}/questions/`, { text: "Which?" }, doctor.token);
		const answers = `/api/assessments/questions/${question.body.id}/answers/`;
		const right = (text: string) => post(answers, { text, is_correct: true }, doctor.token);
		const both = await Promise.all([right("one"), right("two")]);
		expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
		const refused = both.find(({ status }) => status === 409);
		expect(Object.keys(refused?.body.errors)).toEqual(["is_correct"]);
		const kept = both.find(({ status }) => status === 201);
		expect(kept?.body).toMatchObject({ points: 2, is_correct: true });
		await del(`/api/assessments/answers/${kept?.body.id}/`, doctor.token);
		expect(await right("three")).toMatchObject({ status: 201 });
	});

	it("is edited by who made it and by admins", async () => {
		const quiz = await createQuiz(doctor);
		const add = (token: string) => post(`/api/assessments/types/${quiz.id}/questions/`, { text: "Who?" }, token);
		expect(await add(colleague.token)).toMatchObject({ status: 403 });
		expect(await add(doctor.token)).toMatchObject({ status: 201 });
		expect(await add(admin.token)).toMatchObject({ status: 201 });
		expect(await del(`/api/assessments/types/${quiz.id}/`, colleague.token)).toMatchObject({ status: 403 });
		expect(await del(`/api/assessments/types/${quiz.id}/`, admin.token)).toMatchObject({ status: 204 });
		expect(await add(doctor.token)).toMatchObject({ status: 404 });
		const [question] = quiz.questions;
		expect(await get(`/api/assessments/questions/${question?.id}/answers/`, doctor.token)).toMatchObject({
			status: 404,
		});
	});

	it("loses the question that is taken out of it", async () => {
		const quiz = await createQuiz(doctor);
		const [first, second] = quiz.questions;
		expect(await del(`/api/assessments/questions/${first?.id}/`, doctor.token)).toMatchObject({ status: 204 });
		expect(await del(`/api/assessments/questions/${first?.id}/`, doctor.token)).toMatchObject({ status: 404 });
		expect((await get(`/api/assessments/types/${quiz.id}/`, doctor.token)).body.questions).toEqual([second]);
	});

	it("tells those who assess which answer is right, and patients not", async () => {
		const quiz = await createQuiz(doctor);
		const place = `/api/assessments/questions/${quiz.questions[0]?.id}/answers/`;
		const told = { is_correct: true, points: 2 };
		for (const { token } of [admin, nurse, doctor])
			expect((await get(place, token)).body.results[0]).toMatchObject(told);
		const hidden = { is_correct: null, points: null, text: "right" };
		for (const { token } of [patient, await createUser("user")]) {
			expect((await get(place, token)).body.results).toMatchObject([hidden, { is_correct: null, points: null }]);
			const whole = (await get(`/api/assessments/types/${quiz.id}/`, token)).body;
			expect(JSON.stringify(whole)).not.toMatch(/"is_correct":(true|false)|"points":\d/);
			expect((await call("GET", `${place}?format=csv`, { token })).body).not.toMatch(/true|false/);
		}
	});
});

describe("a wrong body", () => {
	it.each([
		[{}, ["name"]],
		[{ name: " " }, ["name"]],
		[
			{
				name: "x",
				bands: [
					{ from: 3, severity: "a" },
					{ from: 3, severity: "b" },
				],
			},
			["bands"],
		],
		[{ name: "x", bands: [{ from: -1, severity: "a" }] }, ["bands.0.from"]],
		[{ name: "x", bands: [{ from: 0, severity: "" }] }, ["bands.0.severity"]],
	])("%j of a type is named", async (body, fields) => {
		const answer = await post("/api/assessments/types/", body, doctor.token);
		expect(answer).toMatchObject({ status: 400 });
		expect(Object.keys(answer.body.errors)).toEqual(fields);
	});

	it.each([
		[{ text: "", flag: "Self harm" }, ["text", "flag"]],
		[{}, ["text"]],
	])("%j of a question is named", async (body, fields) => {
		const { id } = await createQuiz(doctor);
		const answer = await post(`/api/assessments/types/${id}/questions/`, body, doctor.token);
		expect(Object.keys(answer.body.errors)).toEqual(fields);
	});

	it.each([-1, 1.5, 1001, "many"])("%j points are not", async (points) => {
		const { questions } = await createQuiz(doctor);
		const answer = await post(
			`/api/assessments/questions/${questions[0]?.id}/answers/`,
			{ text: "a", points },
			doctor.token,
		);
		expect(Object.keys(answer.body.errors)).toEqual(["points"]);
	});
});
