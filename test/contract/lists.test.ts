import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { call } from "../support/client.ts";
import { statementsOf } from "../support/work.ts";
import { bearer, placeOf } from "./knock.ts";
import { DOORS } from "./routes.ts";
import { newScene, type Scene, type Who } from "./scene.ts";

const scenes = new Map<Who, Scene>();
/** Of a scene whose things are listed, and whom the list is for. */
const readerOf = (allowed: (typeof DOORS)[number]["allowed"]): Who =>
	typeof allowed === "string" || allowed.includes("admin") ? "admin" : (allowed[0] ?? "admin");

/** Every list that an address names without an id, and the lists below a thing. */
const LISTS = DOORS.filter(({ route }) => /^GET .*s\/$/.test(route)).filter(
	({ route }) => !/heart-rate-(stats|series)|preferences|\{item\}/.test(route),
);

beforeAll(async () => {
	for (const who of ["admin", "admin", "admin", "doctor", "patient"] as const) scenes.set(who, await newScene(who));
});

describe.each(LISTS)("$route", (door) => {
	const ask = (query: string) => {
		const scene = scenes.get(readerOf(door.allowed));
		if (!scene) throw new Error("nobody reads this list");
		const path = placeOf(door, scene, door.route.slice("GET ".length));
		return call("GET", path + query, { headers: bearer(scene.token) });
	};

	it("has the envelope", async () => {
		const { status, body } = await ask("?page_size=1");
		expect(status).toBe(200);
		expect(Object.keys(body).sort()).toEqual(["count", "next", "previous", "results"]);
		expect(body.results.length).toBeLessThanOrEqual(1);
	});

	it("asks the database as often for many rows as for one", async () => {
		const [one, many] = [await statementsOf(() => ask("?page_size=1")), await statementsOf(() => ask("?page_size=50"))];
		expect(many).toEqual(one);
	});

	it("is CSV too, of the same fields", async () => {
		const [json, csv] = [await ask("?page_size=100"), await ask("?format=csv")];
		expect(csv.headers.get("Content-Type")).toBe("text/csv; charset=utf-8");
		const rows: Record<string, string>[] = parse(csv.body, { columns: true });
		expect(rows.length).toBeGreaterThanOrEqual(json.body.results.length);
		for (const row of rows.slice(0, 1))
			expect(Object.keys(row).toSorted()).toEqual(Object.keys(json.body.results[0]).toSorted());
	});
});
