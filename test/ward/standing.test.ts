import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { SEVERITIES } from "../../src/alert-engine/rules.ts";
import { ALERT_STATUSES } from "../../src/alerts/table.ts";
import { MEANINGS, STANDINGS, type Standing } from "../../src/ward/standing.ts";
import { get } from "../support/client.ts";
import { createUser, type TestUser, unique } from "../support/factories.ts";
import { type Bed, newWard } from "../support/ward.ts";

let admin: TestUser;
beforeAll(async () => {
	admin = await createUser("admin");
});

/** What `MEANINGS` says, in the words of a program. */
function standingOf({ alerts = [], lastReading = null }: Bed): Standing {
	const unseen = alerts.filter(({ status }) => status === "open");
	if (unseen.some(({ severity }) => severity === "critical")) return "critical";
	if (unseen.length > 0) return "alert";
	if (alerts.some(({ status }) => status === "acknowledged")) return "acknowledged";
	if (lastReading === null) return "never";
	return lastReading > 15 ? "silent" : "steady";
}

const bed = fc.record({
	alerts: fc.array(
		fc.record({
			severity: fc.constantFrom(...SEVERITIES),
			status: fc.constantFrom(...ALERT_STATUSES),
			opened: fc.integer({ min: 0, max: 200 }),
		}),
		{ maxLength: 5 },
	),
	// A minute of 15 could end before the question is asked.
	lastReading: fc.constantFrom(null, -4, 0, 1, 14, 16, 200),
});

it("every patient stands as their alerts and readings say, the worst first, and the counts agree", async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(bed, { minLength: 1, maxLength: 12 }), async (beds) => {
			const lastName = unique();
			const ids = await newWard(beds.map((one) => ({ ...one, fields: { lastName } })));
			const { body } = await get(`/api/ward/?search=${lastName}&page_size=50`, admin.token);
			const rows: { id: number; standing: Standing; alert_count: number }[] = body.results;
			const expected = new Map<number, Bed>(ids.map((id, index) => [id, beds[index] ?? {}]));
			expect(rows.map(({ id }) => id).sort()).toEqual(ids.sort());
			for (const { id, standing, alert_count } of rows) {
				const { alerts = [], ...rest } = expected.get(id) ?? {};
				expect(standing, MEANINGS[standing]).toBe(standingOf({ alerts, ...rest }));
				expect(alert_count).toBe(alerts.filter(({ status }) => /open|acknowledged/.test(status)).length);
			}
			const ranks = rows.map(({ standing }) => STANDINGS.indexOf(standing));
			expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
			for (const name of STANDINGS)
				expect(body.standings[name]).toBe(rows.filter(({ standing }) => standing === name).length);
		}),
		{ numRuns: 25 },
	);
});

it("of one standing, whose alert has waited longest is first; of the silent, who fell silent last; else by name", async () => {
	const firstName = unique();
	const open = (severity: "warning" | "critical", opened: number, status: "open" | "acknowledged" = "open") => ({
		...{ severity, opened, status },
	});
	const beds: Bed[] = [
		{ alerts: [open("critical", 30)] },
		{ alerts: [open("warning", 90), open("critical", 5)] },
		{ alerts: [open("warning", 40), open("critical", 80, "acknowledged")] },
		{ alerts: [open("warning", 10)] },
		{ alerts: [open("critical", 3, "acknowledged")] },
		{ alerts: [open("warning", 60, "acknowledged")] },
		{ lastReading: 20 },
		{ lastReading: 90 },
		{ lastReading: 2, fields: { lastName: "alder" } },
		{ lastReading: 1, fields: { lastName: "Birch" } },
		{ fields: { lastName: "Aspen" } },
		{ fields: { lastName: "Aspen" } },
	];
	const order = [3, 10, 0, 7, 2, 11, 5, 9, 1, 8, 6, 4];
	const ids = await newWard(order.map((index) => ({ ...beds[index], fields: { firstName, ...beds[index]?.fields } })));
	const idOf = new Map(order.map((bed, place) => [ids[place], bed]));
	const { body } = await get(`/api/ward/?search=${firstName}`, admin.token);
	const found: number[] = body.results.map(({ id }: { id: number }) => idOf.get(id));
	// The last two are the same but for their ids.
	expect(found.slice(0, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
	const [one, two] = body.results.slice(10);
	expect(one.id).toBeLessThan(two.id);
});
