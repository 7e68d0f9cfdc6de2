import type { Counts } from "../meter/counts.ts";
import { type Meter, PRICES } from "./prices.ts";

/** How much of each meter was used. */
export type Usage = Record<Meter, number>;

export const SECONDS_PER_MONTH = 30 * 24 * 3600;

/** What cannot be counted here: so it is assumed, and printed with every figure. */
export const ASSUMED = {
	/** Of a Worker's request, in ms; the platform bills what it takes there. */
	cpuMsPerRequest: 5,
	/** How long an object is billed as active for a call, an alarm or a message, in seconds; the platform's own example. */
	activeSecondsPerCall: 0.01,
	/** Objects are billed for 128 MB, whatever they use. */
	objectGb: 0.128,
	/** So many of an object's incoming socket messages are billed as one request. */
	messagesPerRequest: 20,
	operationsPerMessage: 3,
} as const;

const METERS = Object.keys(PRICES) as Meter[];

const usageOf = (value: (meter: Meter) => number): Usage =>
	// `fromEntries` forgets which keys it was given.
	Object.fromEntries(METERS.map((meter) => [meter, value(meter)])) as Usage;

export const plusUsage = (one: Usage, other: Usage): Usage => usageOf((meter) => one[meter] + other[meter]);

export const timesUsage = (usage: Usage, factor: number): Usage => usageOf((meter) => usage[meter] * factor);

/** What was counted, and what cannot be: bytes kept for a month, and seconds that objects stayed awake for a socket. */
export interface Work {
	counts: Counts;
	workerRequests: number;
	alarms: number;
	messages: number;
	objectBytes: number;
	databaseBytes: number;
	awakeSeconds: number;
}

/** In the units that are billed. */
export function usage(work: Work): Usage {
	const { counts, workerRequests, alarms, messages, awakeSeconds } = work;
	const calls = counts.objectCalls + alarms;
	const active = (calls + messages) * ASSUMED.activeSecondsPerCall;
	return {
		workerRequests,
		workerCpuMs: workerRequests * ASSUMED.cpuMsPerRequest,
		objectRequests: calls + messages / ASSUMED.messagesPerRequest,
		objectGbSeconds: Math.max(active, awakeSeconds) * ASSUMED.objectGb,
		objectRowsRead: counts.objectRowsRead,
		objectRowsWritten: counts.objectRowsWritten + counts.alarmsSet,
		objectBytes: work.objectBytes,
		databaseRowsRead: counts.databaseRowsRead,
		databaseRowsWritten: counts.databaseRowsWritten,
		databaseBytes: work.databaseBytes,
		queueOperations: counts.queueMessages * ASSUMED.operationsPerMessage,
	};
}

/** What each meter comes to, in dollars. */
export const bill = (used: Usage): Usage =>
	usageOf((meter) => (used[meter] / PRICES[meter].per) * PRICES[meter].dollars);

/** What it comes to in all, in dollars. */
export const dollars = (used: Usage): number => METERS.reduce((sum, meter) => sum + bill(used)[meter], 0);
