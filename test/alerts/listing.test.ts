import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type Bedside, newBedside } from "../support/bedside.ts";
import { call, get } from "../support/client.ts";
import { createUser, endMappings, mapDoctor, type TestUser } from "../support/factories.ts";
import { statementsOf } from "../support/work.ts";

/** A patient with a fast heart that has calmed, a slow one that became critical, and then a fast one again. */
let bedside: Bedside;
let doctor: TestUser;
let ids: Record<"fast" | "slow" | "again", number>;

beforeAll(async () => {
	bedside = await newBedside();
	doctor = await createUser("doctor");
	await mapDoctor(doctor, bedside.patient.id);
	for (const rule of [1, 2]) await bedside.editRule(rule, { sustained_minutes: 0, escalation: [] });
	for (const [minute, bpm] of [
		[0, 130],
		[1, 80],
		[2, 40],
		[3, 30],
		[4, 130],
	] as const)
		await bedside.reads(minute, bpm);
	const found = await bedside.alerts();
	ids = { fast: found[0].id, slow: found[1].id, again: found[2].id };
	await bedside.acknowledge(ids.again);
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => vi.useRealTimers());

const list = async (query = "", path = "/api/alerts/", who = doctor) =>
	get(`${path}${query}`, await bedside.token(who.username));
const idsOf = (body: { results: { id: number }[] }) => body.results.map(({ id }) => id);

describe("the list of alerts", () => {
	it("is of all patients whom one may see, the newest first", async () => {
		const other = await newBedside();
		const both = await createUser("doctor");
		for (const { patient } of [bedside, other]) await mapDoctor(both, patient.id);
		await other.beat(0, 6, 130);
		const [theirs] = await other.alerts();
		const { body } = await list("", "/api/alerts/", both);
		expect(body).toMatchObject({ count: 4, next: null, previous: null });
		expect(idsOf(body).sort()).toEqual([ids.fast, ids.slow, ids.again, theirs.id].sort());
		expect(idsOf((await list(`?patient=${other.patient.id}`, "/api/alerts/", both)).body)).toEqual([theirs.id]);
		expect(idsOf((await list("", `${other.path}/alerts/`, both)).body)).toEqual([theirs.id]);
		expect(idsOf((await list("", `${bedside.path}/alerts/`)).body)).toEqual([ids.again, ids.slow, ids.fast]);
	});

	it.each<[string, ("fast" | "slow" | "again")[]]>([
		["status=open", []],
		["status=acknowledged", ["again"]],
		["status=cleared", ["slow", "fast"]],
		["status=withdrawn", []],
		["is_open=true", ["again"]],
		["is_open=false", ["slow", "fast"]],
		["severity=critical", ["slow"]],
		["severity=warning", ["again", "fast"]],
		["kind=above", ["again", "fast"]],
		["kind=below&is_open=false", ["slow"]],
		["kind=no_data", []],
		["ordering=opened_at", ["fast", "slow", "again"]],
		["ordering=-id", ["again", "slow", "fast"]],
		["ordering=closed_at&status=cleared", ["fast", "slow"]],
	])("?%s", async (query, expected) => {
		const { status, body } = await list(`?${query}`);
		expect([status, body.count, idsOf(body)]).toEqual([200, expected.length, expected.map((name) => ids[name])]);
	});

	it("of a time is of what opened in it", async () => {
		const between = (from: number, to: number) => list(`?from=${bedside.iso(from)}&to=${bedside.iso(to)}`);
		expect(idsOf((await between(1, 3)).body)).toEqual([ids.slow]);
		expect(idsOf((await between(2, 4)).body)).toEqual([ids.again, ids.slow]);
		expect((await between(5, 9)).body.count).toBe(0);
	});

	it("of what went on in a time is of what was not over when it began", async () => {
		const during = (from: number, to: number) => list(`?closed_from=${bedside.iso(from)}&to=${bedside.iso(to)}`);
		expect(idsOf((await during(1, 1)).body)).toEqual([ids.fast]);
		expect(idsOf((await during(3, 3)).body)).toEqual([ids.slow]);
		expect(idsOf((await during(5, 9)).body)).toEqual([ids.again]);
		expect(idsOf((await during(0, 9)).body)).toEqual([ids.again, ids.slow, ids.fast]);
	});

	it.each([
		"status=sleeping",
		"severity=awful",
		"kind=sideways",
		"is_open=maybe",
		"from=soon",
		"closed_from=soon",
		"patient=me",
		"ordering=x",
	])("?%s is refused, and the parameter is named", async (query) => {
		const { status, body } = await list(`?${query}`);
		expect([status, Object.keys(body.errors)]).toEqual([400, [query.split("=")[0]]]);
	});

	it("comes in pages, and as CSV whole", async () => {
		const first = (await list("?page_size=2")).body;
		const second = (await list("?page_size=2&page=2")).body;
		expect([first.count, idsOf(first), idsOf(second)]).toEqual([3, [ids.again, ids.slow], [ids.fast]]);
		expect([first.previous, second.next]).toEqual([null, null]);
		const token = await bedside.token(doctor.username);
		const csv = await call("GET", "/api/alerts/?format=csv&page_size=1", { token });
		const [head, ...lines] = String(csv.body).trim().split(/\r?\n/);
		expect(head).toMatch(/^\W*id","patient","patient_name","rule",/);
		expect(lines.map((line) => Number(line.split(",")[0]?.replaceAll('"', "")))).toEqual([
			ids.fast,
			ids.slow,
			ids.again,
		]);
	});

	it("takes as many statements, however many alerts there are", async () => {
		const token = await bedside.token(doctor.username);
		const empty = await statementsOf(() => get("/api/alerts/?kind=change", token));
		expect(await statementsOf(() => get("/api/alerts/", token))).toBe(empty);
		const emptyCsv = await statementsOf(() => get("/api/alerts/?kind=change&format=csv", token));
		expect(await statementsOf(() => get("/api/alerts/?format=csv", token))).toBe(emptyCsv);
		const path = `${bedside.path}/alerts/`;
		const few = await statementsOf(() => get(`${path}?kind=change`, token));
		expect(await statementsOf(() => get(path, token))).toBe(few);
	});
});

describe("who has nothing to do with the patient", () => {
	const all = () => [`/api/alerts/${ids.fast}/`, `${bedside.path}/alerts/`];

	it("sees no alert of theirs", async () => {
		const stranger = await createUser("doctor");
		const token = await bedside.token(stranger.username);
		expect((await get("/api/alerts/", token)).body).toMatchObject({ count: 0, results: [] });
		expect((await get(`/api/alerts/?patient=${bedside.patient.id}`, token)).body.count).toBe(0);
		for (const path of all()) expect((await get(path, token)).status).toBe(404);
	});

	it("any more sees none from the next request on", async () => {
		await endMappings(bedside.patient.id);
		expect((await list()).body.count).toBe(0);
		for (const path of all()) expect((await list("", path)).status).toBe(404);
		const token = await bedside.token(doctor.username);
		expect((await call("POST", `/api/alerts/${ids.again}/acknowledge/`, { token, body: {} })).status).toBe(404);
	});
});
