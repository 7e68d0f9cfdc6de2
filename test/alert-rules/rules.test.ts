import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { call, del, get, patch, post, put } from "../support/client.ts";
import { createMonitored } from "../support/factories.ts";
import { byRelation, type Circle, newCircle } from "../support/relations.ts";
import { statementsOf } from "../support/work.ts";

afterEach(() => vi.restoreAllMocks());

const ABOVE = { kind: "above", threshold: 130, clear_threshold: 115, sustained_minutes: 3 };

async function ruled() {
	const { admin, patient } = await createMonitored();
	const path = `/api/patients/${patient.id}/alert-rules/`;
	return { admin, patient: patient.id, path, token: admin.token };
}

const audited = async (patient: number, token: string) =>
	(await get(`/api/audit/?patient=${patient}`, token)).body.results.filter(
		({ entity }: { entity: string }) => entity === "alert-rule",
	);

it("every patient starts with a rule for a fast and one for a slow heart, which nobody wrote", async () => {
	const { path, patient, token } = await ruled();
	const { body } = await get(path, token);
	const both = { patient, edited_by: null, version: 1, is_active: true, severity: "warning", sustained_minutes: 5 };
	const ladder = [
		{ after_minutes: 10, to: "doctors", channel: "email" },
		{ after_minutes: 20, to: "staff", channel: "inbox" },
	];
	expect(body).toMatchObject({
		...{ count: 2, next: null, previous: null },
		results: [
			{ ...both, id: 1, kind: "above", threshold: 120, clear_threshold: 110, critical_threshold: 150 },
			{ ...both, id: 2, kind: "below", threshold: 45, clear_threshold: 50, critical_threshold: 35, escalation: ladder },
		],
	});
});

/** For what changes nothing. */
let shared: ReturnType<typeof ruled>;
let circle: Circle;
beforeAll(async () => {
	shared = ruled();
	circle = await newCircle();
	await shared;
});

describe("a rule", () => {
	it("is added, read and listed, with who wrote it when", async () => {
		const { admin, path, patient, token } = await ruled();
		const before = Date.now();
		const { status, headers, body } = await post(path, ABOVE, token);
		expect(status).toBe(201);
		expect(body).toMatchObject({ id: 3, patient, ...ABOVE, edited_by: admin.id, version: 1 });
		expect(Date.parse(body.edited_at)).toBeGreaterThanOrEqual(before);
		const read = await get(`${path}3/`, token);
		expect([read.body, read.headers.get("ETag")]).toEqual([body, headers.get("ETag")]);
		expect((await get(`${path}?page=2&page_size=2`, token)).body).toMatchObject({ count: 3, results: [body] });
	});

	it.each([
		["PATCH", patch],
		["PUT", put],
	])("edited by %s keeps what the edit does not name, as a new version", async (_, edit) => {
		const { admin, path, token } = await ruled();
		const { body } = await edit(`${path}1/`, { threshold: 125, active_hours: { from: "22:00", to: "06:30" } }, token);
		expect(body).toMatchObject({ threshold: 125, clear_threshold: 110, critical_threshold: 150, version: 2 });
		expect(body).toMatchObject({ active_hours: { from: "22:00", to: "06:30" }, edited_by: admin.id });
		const { body: always } = await edit(`${path}1/`, { active_hours: null, critical_threshold: null }, token);
		expect(always).toMatchObject({ threshold: 125, active_hours: null, critical_threshold: null, version: 3 });
	});

	it("keeps its kind", async () => {
		const { path, token } = await ruled();
		const { status, body } = await patch(`${path}1/`, { kind: "below" }, token);
		expect([status, Object.keys(body.errors)]).toEqual([400, ["kind"]]);
		expect((await patch(`${path}1/`, { kind: "above", threshold: 121 }, token)).status).toBe(200);
	});

	it("is one of twenty at most: each looks at every reading", async () => {
		const { path, token } = await ruled();
		const add = async () => (await post(path, { kind: "no_data" }, token)).status;
		for (let count = 2; count < 20; count++) expect(await add()).toBe(201);
		expect(await add()).toBe(409);
		await del(`${path}1/`, token);
		expect(await add()).toBe(201);
	});

	it("lists all its versions, the newest first, also once it is gone", async () => {
		const { admin, path, token } = await ruled();
		await patch(`${path}1/`, { threshold: 125 }, token);
		expect((await del(`${path}1/`, token)).status).toBe(204);
		const { body } = await get(`${path}1/versions/`, token);
		expect(body).toMatchObject({
			count: 3,
			results: [
				{ version: 3, threshold: 125, is_removed: true, edited_by: admin.id },
				{ version: 2, threshold: 125, is_removed: false, edited_by: admin.id },
				{ version: 1, threshold: 120, is_removed: false, edited_by: null },
			],
		});
		const csv = await call("GET", `${path}1/versions/?format=csv`, { token });
		expect(String(csv.body).trim().split("\n")).toHaveLength(4);
		expect((await get(`${path}1/`, token)).status).toBe(404);
		expect((await patch(`${path}1/`, { threshold: 130 }, token)).status).toBe(404);
		expect((await del(`${path}1/`, token)).status).toBe(404);
		expect((await get(path, token)).body.count).toBe(1);
	});

	it("never has the number of one that is gone", async () => {
		const { path, token } = await ruled();
		await post(path, ABOVE, token);
		await del(`${path}3/`, token);
		expect((await post(path, ABOVE, token)).body.id).toBe(4);
	});

	it("is neither edited nor taken away by who has seen an old version", async () => {
		const { path, token } = await ruled();
		const { headers } = await get(`${path}1/`, token);
		const seen = { "If-Match": headers.get("ETag") ?? "" };
		const edit = { token, headers: seen, body: { threshold: 125 } };
		expect((await call("PATCH", `${path}1/`, edit)).status).toBe(200);
		expect((await call("PATCH", `${path}1/`, edit)).status).toBe(412);
		expect((await call("DELETE", `${path}1/`, { token, headers: seen })).status).toBe(412);
		expect((await get(`${path}1/`, token)).body).toMatchObject({ version: 2, threshold: 125 });
	});

	it("edited by many at once has a version of each, and nothing of anybody is lost", async () => {
		const { path, token } = await ruled();
		const edits = [{ threshold: 130 }, { severity: "critical" }, { sustained_minutes: 7 }, { max_gap_minutes: 3 }];
		const answers = await Promise.all(edits.map((edit) => patch(`${path}1/`, edit, token)));
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
		expect((await get(`${path}1/`, token)).body).toMatchObject({ version: 5, ...Object.assign({}, ...edits) });
	});

	it.each([
		["threshold", { kind: "above" }],
		["threshold", { kind: "above", threshold: 120.5 }],
		["kind", { kind: "sideways", threshold: 120 }],
		["kind", { threshold: 120 }],
		["clear_threshold", { ...ABOVE, clear_threshold: 131 }],
		["critical_threshold", { ...ABOVE, critical_threshold: 120 }],
		["sustained_minutes", { kind: "no_data", sustained_minutes: 0 }],
		["severity", { ...ABOVE, severity: "awful" }],
		["active_hours", { ...ABOVE, active_hours: { from: "8:00", to: "9:00" } }],
		["active_hours", { ...ABOVE, active_hours: { from: "08:00", to: "08:00" } }],
		["escalation", { ...ABOVE, escalation: [{ after_minutes: 10, to: "nobody", channel: "inbox" }] }],
		["escalation", { ...ABOVE, escalation: Array(7).fill({ after_minutes: 10, to: "staff", channel: "inbox" }) }],
		["is_active", { ...ABOVE, is_active: "yes" }],
	])("with a wrong %s is refused, which names it: %o", async (field, body) => {
		const { path, token } = await shared;
		const answer = await post(path, body, token);
		expect(answer.status).toBe(400);
		const named = Object.keys(answer.body.errors).map((name) => name.split(".")[0]);
		expect([...new Set(named)]).toEqual([field]);
	});

	it("an edit that fits nothing that is there is refused, and changes nothing", async () => {
		const { path, token } = await ruled();
		const { status, body } = await patch(`${path}1/`, { threshold: 105 }, token);
		expect([status, Object.keys(body.errors)]).toEqual([400, ["clear_threshold"]]);
		expect((await get(`${path}1/`, token)).body.version).toBe(1);
	});

	it("is audited, whatever becomes of it", async () => {
		const { admin, patient, path, token } = await ruled();
		await post(path, ABOVE, token);
		await patch(`${path}3/`, { threshold: 140, severity: "critical" }, token);
		await del(`${path}3/`, token);
		const rows = await audited(patient, token);
		expect(rows.map(({ action }: { action: string }) => action)).toEqual([
			...["alert-rule.delete", "alert-rule.edit", "alert-rule.create"],
		]);
		expect(rows[1]).toMatchObject({ actor: admin.id, entity_id: "3", fields: ["threshold", "severity"] });
	});
});

it("a patient's rules take as many statements, however many there are", async () => {
	const { path, token } = await ruled();
	const few = await statementsOf(() => get(path, token));
	for (let added = 0; added < 5; added++) await post(path, ABOVE, token);
	expect(await statementsOf(() => get(path, token))).toBe(few);
});

describe("who", () => {
	it.each(byRelation(201, 403, 201, 404, 404, 201, 403, 403, 401))("%s may write one: %d", async (relation, status) => {
		const path = `/api/patients/${circle.patient}/alert-rules/`;
		const token = circle.tokenOf(relation);
		const created = await post(path, ABOVE, token);
		expect(created.status).toBe(status);
		const rule = `${path}${created.body.id ?? 1}/`;
		expect((await patch(rule, { threshold: 125 }, token)).status).toBe(status === 201 ? 200 : status);
		expect((await del(rule, token)).status).toBe(status === 201 ? 204 : status);
	});

	it.each(byRelation(200, 200, 200, 404, 404, 200, 200, 404, 401))("%s may read them: %d", async (relation, status) => {
		const path = `/api/patients/${circle.patient}/alert-rules/`;
		for (const where of [path, `${path}1/`, `${path}1/versions/`])
			expect((await get(where, circle.tokenOf(relation))).status).toBe(status);
	});

	it("asks for a rule of one patient at another's does not find it", async () => {
		const [one, other] = [await ruled(), await ruled()];
		await post(one.path, ABOVE, one.token);
		expect((await get(`${other.path}3/`, other.token)).status).toBe(404);
		expect((await get(`${other.path}3/versions/`, other.token)).status).toBe(404);
	});
});
