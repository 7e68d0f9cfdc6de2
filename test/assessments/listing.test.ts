import { beforeAll, describe, expect, it } from "vitest";
import { get, post } from "../support/client.ts";
import { type Circle, newCircle } from "../support/relations.ts";
import { statementsOf } from "../support/work.ts";
import { answerAll, builtIn, createQuiz, type Form } from "./forms.ts";

describe("lists of assessments", () => {
	let own: Circle;
	let form: Form;
	const DAYS = ["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"];
	beforeAll(async () => {
		own = await newCircle();
		const { admin } = own.people;
		form = await builtIn("GAD-7", admin.token);
		const quiz = await createQuiz(admin);
		const record = async (body: object) => {
			const answer = await post("/api/assessments/", { patient: own.patient, ...body }, admin.token);
			expect(answer.status, JSON.stringify(answer.body)).toBe(201);
		};
		for (const [place, date] of DAYS.entries())
			await record({ assessment_type: form.id, results: answerAll(form, place), date });
		await record({ assessment_type: quiz.id, results: answerAll(quiz, 0), date: "2026-04-01T00:00:00Z" });
	});
	const list = (query: string) => get(`/api/assessments/?patient=${own.patient}${query}`, own.people.self.token);
	const months = async (query: string) =>
		(await list(query)).body.results.map(({ date }: { date: string }) => Number(date.slice(5, 7)));

	it.each([
		["", [4, 3, 2, 1]],
		["&ordering=date", [1, 2, 3, 4]],
		["&ordering=-points&assessment_type={type}", [3, 2, 1]],
		["&ordering=final_score&assessment_type={type}", [1, 2, 3]],
		["&severity=moderate", [3]],
		["&severity=minimal", [1]],
		["&from=2026-02-01T00:00:00Z", [4, 3, 2]],
		["&to=2026-02-01T00:00:00Z", [1]],
		["&from=2026-02-01T01:00:00%2B01:00&to=2026-03-01T00:00:00Z", [2]],
		["&flag=self_harm", []],
		["&assessment_type=999999", []],
		["&page_size=1&page=2", [3]],
	])("%s", async (query, expected) => {
		expect(await months(query.replace("{type}", String(form.id)))).toEqual(expected);
	});

	it("as CSV have a line each", async () => {
		const { body, headers } = await list("&format=csv&ordering=date");
		expect(headers.get("Content-Type")).toContain("text/csv");
		const lines = String(body).trim().split("\r\n");
		expect(lines).toHaveLength(5);
		expect(lines[0]).toContain('"final_score","points","severity"');
	});

	it("ask the database as often for many as for one", async () => {
		const count = (query: string) => statementsOf(() => list(query));
		expect(await count("&page_size=100")).toBe(await count("&page_size=1"));
	});
});
