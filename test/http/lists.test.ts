import { env } from "cloudflare:workers";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { database } from "../../src/db/client.ts";
import { patients } from "../../src/patients/table.ts";
import { call, get, post } from "../support/client.ts";
import { createMonitored, createUser, type TestUser } from "../support/factories.ts";
import { postAll, steadily } from "../support/readings.ts";

const MANY = 1_203;
let owner: TestUser;
beforeAll(async () => {
	owner = await createUser("user");
	const rows = Array.from({ length: MANY }, (_, index) => ({ firstName: `P${index}`, ownerId: owner.id }));
	const db = database(env);
	// A statement takes 100 values at most.
	const statements = rows.map((row) => db.insert(patients).values(row));
	const [first, ...rest] = statements;
	if (first) await db.batch([first, ...rest]);
});

const csv = (text: string): Record<string, string>[] => parse(text, { columns: true });

describe("a list as CSV", () => {
	it.each([
		["?format=csv", {}],
		["", { Accept: "text/csv" }],
		["", { Accept: "text/csv; charset=utf-8, */*;q=0.1" }],
	])("%s %j has all that match, however many", async (query, headers) => {
		const answer = await call("GET", `/api/patients/${query}`, { token: owner.token, headers });
		expect(answer.headers.get("Content-Type")).toBe("text/csv; charset=utf-8");
		expect(answer.headers.get("Content-Disposition")).toBe('attachment; filename="patients.csv"');
		const rows = csv(answer.body);
		expect(rows).toHaveLength(MANY);
		expect(new Set(rows.map(({ id }) => id)).size).toBe(MANY);
		const [json] = (await get("/api/patients/?page_size=1", owner.token)).body.results;
		expect(Object.keys(rows[0] ?? {})).toEqual(Object.keys(json));
	});

	it("keeps filters, is in the order of ids, and has the names where nothing matches", async () => {
		const some = await get("/api/patients/?search=P12&ordering=first_name&format=csv&page_size=1", owner.token);
		const found = csv(some.body).map(({ first_name }) => first_name);
		expect(found).toEqual(Array.from({ length: MANY }, (_, i) => `P${i}`).filter((n) => n.includes("P12")));
		const none = await get("/api/patients/?search=nobody&format=csv", owner.token);
		expect(none.body).toMatch(/^"id",[^\n]*\n$/);
	});

	it("shows nobody else's", async () => {
		const { token } = await createUser("user");
		expect(csv((await get("/api/patients/?format=csv", token)).body)).toEqual([]);
		expect(await get("/api/users/?format=csv", token)).toMatchObject({ status: 403 });
	});

	it("has every reading of a patient", async () => {
		const { admin, patient, device } = await createMonitored();
		await postAll(
			device.token,
			steadily("2026-01-31T00:00:00Z", 1_300, 1_000, (i) => 60 + (i % 40)),
		);
		const answer = await get(`/api/heart-rate/?patient=${patient.id}&format=csv`, admin.token);
		const rows = csv(answer.body);
		expect(rows).toHaveLength(1_300);
		expect(rows[0]).toMatchObject({ recorded_at: "2026-01-31T00:21:39.000Z", patient: String(patient.id) });
		const part = `/api/heart-rate/?patient=${patient.id}&format=csv&from=2026-01-31T00:10:00Z&to=2026-01-31T00:11:00Z`;
		expect(csv((await get(part, admin.token)).body)).toHaveLength(60);
	});

	it("is a problem where the list is refused", async () => {
		for (const query of ["?format=csv&patient=999999999", "?format=pdf", "?format=csv&page=2"]) {
			const answer = await get(`/api/heart-rate/${query}`, owner.token);
			expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
		}
	});

	it("is safe to open in a spreadsheet", async () => {
		const { token } = await createUser("user");
		await post("/api/patients/", { first_name: '=HYPERLINK("http://x.org")', last_name: "@SUM(A1)" }, token);
		const [row] = csv((await get("/api/patients/?format=csv", token)).body);
		expect(row).toMatchObject({ first_name: `'=HYPERLINK("http://x.org")`, last_name: "'@SUM(A1)" });
	});
});

describe("a list as JSON", () => {
	it.each(["", "?format=json"])("%s keeps its envelope, also for who would take CSV too", async (query) => {
		const headers = { Accept: "application/json, text/csv" };
		const { body } = await call("GET", `/api/patients/${query}`, { token: owner.token, headers });
		expect(body).toMatchObject({ count: MANY, next: expect.any(String), previous: null });
		expect(body.results).toHaveLength(20);
	});
});
