import { describe, expect, it } from "vitest";
import { answersFor, builtIn } from "../../assessments/forms.ts";
import { get } from "../../support/client.ts";
import { Pages } from "../../support/console.ts";
import { newCircle } from "../../support/relations.ts";

async function assessed() {
	const circle = await newCircle({ timezone: "Europe/Berlin" });
	const { token } = circle.people["mapped doctor"];
	const form = await builtIn("PHQ-9", token);
	const path = `/patients/${circle.patient}/assessments`;
	const sent = (points: number) => ({
		assessment_type: String(form.id),
		...Object.fromEntries(
			answersFor(form, points).map(({ question, answer }) => [`question-${question}`, `${answer}`]),
		),
	});
	const read = async () => (await get(`/api/assessments/?patient=${circle.patient}`, token)).body.results;
	return { ...circle, form, path, sent, read, doctor: new Pages(circle.people["mapped doctor"]) };
}

describe("the pages of the assessments", () => {
	it("ask a questionnaire's questions, and record what was answered", async () => {
		const { doctor, form, path, sent, read } = await assessed();
		expect((await doctor.get(`${path}/new`)).text).toContain(`${path}/new?type=${form.id}`);
		const asked = (await doctor.get(`${path}/new?type=${form.id}`)).text;
		for (const { id, text } of form.questions) {
			expect(asked).toContain(text.slice(0, 20));
			expect(asked).toContain(`name="question-${id}"`);
		}
		const { location } = await doctor.post(path, { ...sent(10), date: "2026-01-31T14:00" });
		const [{ id }] = await read();
		expect(location).toBe(`${path}/${id}?done=saved`);
		expect(await read()).toMatchObject([{ points: 10, severity: "moderate", date: "2026-01-31T13:00:00.000Z" }]);
		expect((await doctor.get(`${path}/${id}`)).text).toContain("10 points: moderate");
		const records = (await doctor.get(path.replace("assessments", "records"))).text;
		expect(records).toContain(`href="${path}/${id}"`);
	});

	it("mark an answer on self-harm", async () => {
		const { doctor, path, sent } = await assessed();
		const { location } = await doctor.post(path, sent(27));
		expect((await doctor.get(location ?? "")).text).toMatch(/badge critical[\s\S]*Self-harm/);
	});

	it("ask for what was left out, and keep what was answered", async () => {
		const { doctor, form, path, sent, read } = await assessed();
		const [first] = form.questions;
		const { [`question-${first?.id}`]: left, ...rest } = sent(5) as Record<string, string>;
		expect(left).toBeDefined();
		const { status, text } = await doctor.post(path, rest);
		expect(status).toBe(400);
		expect(text).toContain("Please answer every question");
		expect(text.match(/checked/g)).toHaveLength(form.questions.length - 1);
		expect(await read()).toEqual([]);
	});

	it("put one right, and take it back", async () => {
		const { doctor, path, sent, read, people } = await assessed();
		await doctor.post(path, sent(10));
		const [{ id, date }] = await read();
		expect((await doctor.get(`${path}/${id}/edit`)).text).toContain("checked");
		await doctor.post(`${path}/${id}`, { ...sent(3), version: "1" });
		expect(await read()).toMatchObject([{ points: 3, date }]);
		expect((await doctor.post(`${path}/${id}`, { ...sent(4), version: "1" })).status).toBe(412);
		expect((await doctor.post(`${path}/${id}/remove`, { version: "2" })).location).toBe(`${path}?done=removed`);
		expect(await read()).toEqual([]);
		expect((await doctor.post(`${path}/${id}/restore`)).status).toBe(403);
		expect((await new Pages(people.admin).post(`${path}/${id}/restore`)).status).toBe(303);
		expect(await read()).toMatchObject([{ points: 3 }]);
	});

	it("are read, and no more, by who does not assess", async () => {
		const { doctor, path, sent, read, people } = await assessed();
		await doctor.post(path, sent(10));
		const [{ id }] = await read();
		for (const person of ["self", "staff"] as const) {
			const pages = new Pages(people[person]);
			const { text } = await pages.get(`${path}/${id}`);
			expect(text).toContain("moderate");
			expect(text).not.toContain(`${path}/${id}/edit`);
			expect((await pages.get(`${path}/new`)).status).toBe(403);
			expect((await pages.post(path, sent(0))).status).toBe(403);
			expect((await pages.post(`${path}/${id}/remove`)).status).toBe(403);
		}
	});

	it("are not there for who does not see the patient, nor under another's address", async () => {
		const { doctor, path, sent, read, people } = await assessed();
		await doctor.post(path, sent(10));
		const [{ id }] = await read();
		expect((await new Pages(people["other doctor"]).get(`${path}/${id}`)).status).toBe(404);
		expect((await new Pages(people["other doctor"]).post(path, sent(0))).status).toBe(404);
		const other = people["other patient"].patientId;
		expect((await new Pages(people.admin).get(`/patients/${other}/assessments/${id}`)).status).toBe(404);
	});
});
