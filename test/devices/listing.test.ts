import { beforeAll, describe, expect, it } from "vitest";
import { get, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createMonitored, createUser, type TestUser, unique } from "../support/factories.ts";

// Each test only reads: one owner's devices serve them all.
const tag = unique();
let owner: TestUser;
const patients: number[] = [];
beforeAll(async () => {
	owner = await createUser("user");
	for (const [first_name, last_name] of [
		["Ada", "Lovelace"],
		["Blaise", "Pascal"],
	])
		patients.push((await post("/api/patients/", { first_name, last_name }, owner.token)).body.id);
	const [ada, blaise] = patients;
	for (const [name, patient, status, activity] of [
		["ring_1", ada, "active", 3000],
		["ring-2", ada, "inactive", 1000],
		["watch", blaise, "maintenance", 2000],
	] as const) {
		const body = { device_id: `${name} ${tag}`, patient, status };
		const { id } = (await post("/api/devices/", body, owner.token)).body;
		await DB.prepare("update devices set last_activity = ? where id = ?").bind(activity, id).run();
	}
});

const list = (query: string, token = owner.token) => get(`/api/devices/${query}`, token);
const names = async (query: string) =>
	(await list(query)).body.results.map(({ device_id }: { device_id: string }) => device_id.split(" ")[0]);

describe("the list of devices", () => {
	it("holds those of the patients whom one sees, and no others", async () => {
		const outsider = await createMonitored();
		expect((await list("")).body.count).toBe(3);
		const { results } = (await list(`?search=${tag}`, outsider.admin.token)).body;
		expect(results).toHaveLength(3);
		const stranger = await createUser("user");
		expect((await list("", stranger.token)).body).toEqual({ count: 0, next: null, previous: null, results: [] });
		expect((await list(`?patient=${patients[0]}`, stranger.token)).body.count).toBe(0);
	});

	it.each([
		["status=active", ["ring_1"]],
		["status=maintenance", ["watch"]],
		["search=ring", ["ring_1", "ring-2"]],
		["search=RING_", ["ring_1"]],
		["search=%25", []],
		["search=pascal", ["watch"]],
		["search=ada&status=inactive", ["ring-2"]],
	])("?%s holds %j", async (query, expected) => {
		expect(await names(`?ordering=id&${query}`)).toEqual(expected);
	});

	it("is filtered by patient", async () => {
		expect(await names(`?ordering=id&patient=${patients[0]}`)).toEqual(["ring_1", "ring-2"]);
		expect(await names(`?patient=${patients[1]}`)).toEqual(["watch"]);
	});

	it.each([
		["id", ["ring_1", "ring-2", "watch"]],
		["registered_at", ["ring_1", "ring-2", "watch"]],
		["device_id", ["ring-2", "ring_1", "watch"]],
		["last_activity", ["ring-2", "watch", "ring_1"]],
	])("is ordered by %s, and back", async (ordering, expected) => {
		expect(await names(`?ordering=${ordering}`)).toEqual(expected);
		expect(await names(`?ordering=-${ordering}`)).toEqual(expected.toReversed());
	});

	it("comes in pages", async () => {
		const first = (await list("?ordering=id&page_size=2")).body;
		expect(first).toMatchObject({ count: 3, previous: null });
		const second = (await get(first.next.replace(/^https?:\/\/[^/]+/, ""), owner.token)).body;
		expect(second).toMatchObject({ count: 3, next: null, results: [{ patient: patients[1] }] });
		expect(new URL(second.previous).searchParams.get("page")).toBe("1");
	});

	it.each([
		"status=broken",
		"patient=x",
		"ordering=token_id",
		"page_size=101",
		"search=",
	])("?%s is refused, and named", async (query) => {
		const answer = await list(`?${query}`);
		expect(answer).toMatchObject({ status: 400, body: { code: "invalid" } });
		expect(Object.keys(answer.body.errors)).toEqual([query.split("=")[0]]);
	});
});
