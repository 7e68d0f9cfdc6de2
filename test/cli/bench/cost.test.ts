import { describe, expect, it } from "vitest";
import { bill, dollars, plusUsage, timesUsage, type Usage, usage } from "../../../bench/cost/model.ts";
import { type Meter, PRICES } from "../../../bench/cost/prices.ts";
import { nothing } from "../../../bench/meter/counts.ts";

const idle = {
	...{ workerRequests: 0, alarms: 0, messages: 0, objectBytes: 0, databaseBytes: 0, awakeSeconds: 0 },
	counts: nothing(),
};

const unused = usage(idle);
const only = (meter: Meter, amount: number): Usage => ({ ...unused, [meter]: amount });

describe("a bill", () => {
	it.each<[Meter, number, number]>([
		["workerRequests", 1e6, 0.3],
		["workerCpuMs", 1e6, 0.02],
		["objectRequests", 1e6, 0.15],
		["objectGbSeconds", 400_000, 5],
		["objectRowsRead", 1e9, 1],
		["objectRowsWritten", 1e6, 1],
		["objectBytes", 10e9, 2],
		["databaseRowsRead", 1e9, 1],
		["databaseRowsWritten", 1e6, 1],
		["databaseBytes", 10e9, 7.5],
		["queueOperations", 3e6, 1.2],
	])("of %s alone: %d cost $%d", (meter, amount, expected) => {
		expect(dollars(only(meter, amount))).toBeCloseTo(expected, 9);
		expect(bill(only(meter, amount))[meter]).toBeCloseTo(expected, 9);
	});

	it("of nothing is nothing", () => {
		expect(dollars(unused)).toBe(0);
	});

	it("has a price for every meter", () => {
		expect(Object.keys(unused).sort()).toEqual(Object.keys(PRICES).sort());
	});

	it("of both is the bill of one and of the other", () => {
		const both = plusUsage(only("objectRowsWritten", 2e6), timesUsage(only("queueOperations", 1e6), 3));
		expect(dollars(both)).toBeCloseTo(3.2, 9);
	});
});

describe("what is billed", () => {
	it.each<[string, Partial<typeof idle>, Partial<Usage>]>([
		[
			"an alarm that is set is a row",
			{ counts: { ...nothing(), objectRowsWritten: 2, alarmsSet: 1 } },
			{ objectRowsWritten: 3 },
		],
		[
			"an alarm that comes is a request",
			{ alarms: 1, counts: { ...nothing(), objectCalls: 2 } },
			{ objectRequests: 3 },
		],
		["twenty messages are a request", { messages: 20 }, { objectRequests: 1, objectGbSeconds: 0.2 * 0.128 }],
		["an object that waits is paid for while it does", { messages: 1, awakeSeconds: 5 }, { objectGbSeconds: 0.64 }],
		[
			"a message of a queue is three operations",
			{ counts: { ...nothing(), queueMessages: 2 } },
			{ queueOperations: 6 },
		],
		["a request takes processor time", { workerRequests: 2 }, { workerRequests: 2, workerCpuMs: 10 }],
	])("%s", (_, work, expected) => {
		const used = usage({ ...idle, ...work });
		for (const [meter, amount] of Object.entries(expected)) expect(used[meter as Meter]).toBeCloseTo(amount, 9);
	});

	it("comes to what the platform's own table says of 60 readings a request in two rows", () => {
		// A million readings: 16,667 requests, as many calls, 33,333 rows.
		const posts = 1e6 / 60;
		const counts = { ...nothing(), objectCalls: posts, objectRowsWritten: 2 * posts, objectRowsRead: posts };
		expect(dollars(usage({ ...idle, counts, workerRequests: posts }))).toBeCloseTo(0.043, 3);
	});
});
