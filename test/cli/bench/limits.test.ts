import { expect, it } from "vitest";
import { CAPACITY, type Load, limits } from "../../../bench/cost/limits.ts";

const none: Load = { databaseStatementsPerSecond: 0, databaseBytes: 0, queueMessagesPerSecond: 0 };

it.each<[Partial<Load>, string, number]>([
	[{ databaseStatementsPerSecond: 0.05 }, "D1 statements a second", CAPACITY.databaseStatementsPerSecond / 0.05],
	[{ databaseBytes: 1e6 }, "D1 bytes, after a year", 10_000],
	[{ queueMessagesPerSecond: 0.5 }, "Queue messages a second", 10_000],
	[{ databaseBytes: 1e6, queueMessagesPerSecond: 1 }, "Queue messages a second", 5_000],
])("of %o the first limit is %s, with %d patients", (load, name, patients) => {
	expect(limits({ ...none, ...load })[0]).toMatchObject({ name, patients });
});

it("what nobody asks for has no end", () => {
	expect(limits(none).map(({ patients }) => patients)).toEqual(Array(3).fill(Number.POSITIVE_INFINITY));
});
