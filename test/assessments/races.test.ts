import { beforeAll, describe, expect, it } from "vitest";
import { call, del, get, patch, post } from "../support/client.ts";
import { createUser, endMappings } from "../support/factories.ts";
import { actionsOn, overtakenBy } from "../support/races.ts";
import { newCircle } from "../support/relations.ts";
import { answersFor, builtIn, createQuiz, type Form } from "./forms.ts";

let form: Form;
beforeAll(async () => {
	form = await builtIn("GAD-7", (await createUser("doctor")).token);
});

async function scene() {
	const { patient, people } = await newCircle();
	const [doctor, admin] = [people["mapped doctor"].token, people.admin.token];
	const body = { patient, assessment_type: form.id, results: answersFor(form, 3) };
	const create = () => post("/api/assessments/", body, doctor);
	const { id } = (await create()).body;
	const path = `/api/assessments/${id}/`;
	const read = async () => (await get(path, admin)).body;
	return { patient, doctor, admin, create, id, path, read, end: () => endMappings(patient) };
}

describe("once the mapping has ended, be it in the very moment of writing,", () => {
	it("no assessment is written", async () => {
		const { patient, admin, create, end } = await scene();
		const refused = { status: 400, body: { errors: { patient: ["is not a patient whom you assess"] } } };
		expect(await overtakenBy(end, create)).toMatchObject(refused);
		expect((await get(`/api/assessments/?patient=${patient}`, admin)).body.count).toBe(1);
	});

	it("none is edited, and none deleted", async () => {
		const { doctor, id, path, read, end, patient } = await scene();
		const before = await read();
		const edit = () => patch(path, { results: answersFor(form, 9) }, doctor);
		expect(await overtakenBy(end, edit)).toMatchObject({ status: 404 });
		expect(await read()).toEqual(before);
		const again = await scene();
		expect(await overtakenBy(again.end, () => del(again.path, again.doctor))).toMatchObject({ status: 404 });
		expect(await again.read()).toMatchObject({ id: again.id, version: 1 });
		expect(await actionsOn("assessment", id)).toEqual(["assessment.create"]);
		expect(patient).not.toBe(again.patient);
	});
});

describe("an assessment that is deleted meanwhile", () => {
	it("is not edited", async () => {
		const { doctor, admin, path } = await scene();
		const edit = () => patch(path, { date: "2020-01-01T00:00:00Z" }, doctor);
		expect(await overtakenBy(() => del(path, admin), edit)).toMatchObject({ status: 404 });
		const { body } = await post(`${path}restore/`, {}, admin);
		expect(body.date).not.toBe("2020-01-01T00:00:00.000Z");
	});

	it("is deleted and restored once", async () => {
		const { admin, path, id } = await scene();
		const [remove, restore] = [() => del(path, admin), () => post(`${path}restore/`, {}, admin)];
		expect(await overtakenBy(remove, remove)).toMatchObject({ status: 404 });
		expect(await overtakenBy(restore, restore)).toMatchObject({ status: 404 });
		const done = ["assessment.create", "assessment.delete", "assessment.restore"];
		expect(await actionsOn("assessment", id)).toEqual(done);
	});

	it("is not restored where its patient has gone", async () => {
		const { admin, patient, path } = await scene();
		await del(path, admin);
		const restore = () => post(`${path}restore/`, {}, admin);
		expect(await overtakenBy(() => del(`/api/patients/${patient}/`, admin), restore)).toMatchObject({ status: 404 });
		await post(`/api/patients/${patient}/restore/`, {}, admin);
		expect(await get(path, admin)).toMatchObject({ status: 404 });
	});
});

it("a deletion on an old version is refused", async () => {
	const { doctor, path } = await scene();
	await patch(path, { date: "2020-01-01T00:00:00Z" }, doctor);
	const remove = (version: number) => call("DELETE", path, { token: doctor, headers: { "If-Match": `"${version}"` } });
	expect(await remove(1)).toMatchObject({ status: 412 });
	expect(await remove(2)).toMatchObject({ status: 204 });
});

it("what is taken out of a questionnaire twice at once is taken out once", async () => {
	const author = await createUser("doctor");
	const quiz = await createQuiz(author);
	const [question] = quiz.questions;
	const parts = [
		["assessment-type.remove-answer", `/api/assessments/answers/${question?.answers[0]?.id}/`],
		["assessment-type.remove-question", `/api/assessments/questions/${question?.id}/`],
		["assessment-type.delete", `/api/assessments/types/${quiz.id}/`],
	];
	for (const [action, path = ""] of parts) {
		const remove = () => del(path, author.token);
		expect(await overtakenBy(remove, remove)).toMatchObject({ status: 404 });
		expect((await actionsOn("assessment-type", quiz.id)).filter((done) => done === action)).toHaveLength(1);
	}
});
