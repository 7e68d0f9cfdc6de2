import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { get } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { type Circle, newCircle } from "../support/relations.ts";
import { noteStatements } from "../support/statements.ts";

let circle: Circle;
beforeAll(async () => {
	circle = await newCircle();
});
afterEach(() => vi.restoreAllMocks());

const LISTS = [
	...["patients", "records", "health-records", "appointments", "assessments", "mappings", "devices"],
	...["health-records/my-patients", "ward"],
];
const WHO = ["mapped doctor", "self", "owner"] as const;
const LARGE = /^SCAN (patients|tied|records|appointments|assessments|mappings|devices)\b/;

/** How the database finds what a list asks it for. */
async function plansOf(path: string, token: string) {
	const noted = noteStatements();
	expect(await get(path, token)).toMatchObject({ status: 200 });
	const asked = noted.statements.filter((sql) => /^\s*(select|with) .* "patients"/s.test(sql));
	noted.restore();
	expect(asked.length).toBeGreaterThan(0);
	const plans = asked.map((sql) => {
		const values = Array.from(sql.matchAll(/\?/g), () => 1);
		return DB.prepare(`explain query plan ${sql}`)
			.bind(...values)
			.all<{ detail: string }>();
	});
	return (await Promise.all(plans)).flatMap(({ results }) => results.map(({ detail }) => detail));
}

it.each(
	LISTS.flatMap((list) => WHO.map((who) => [list, who] as const)),
)("the list of %s reads no whole table for the %s", async (list, who) => {
	if (list.endsWith("my-patients") && who !== "mapped doctor") return;
	if (list === "ward" && who === "self") return;
	for (const query of ["page_size=100", "format=csv"]) {
		const plans = await plansOf(`/api/${list}/?${query}`, circle.people[who].token);
		expect(plans.filter((step) => LARGE.test(step))).toEqual([]);
	}
});
