import { ASSUMED, dollars, plusUsage, timesUsage, usage } from "./cost/model.ts";
import { nothing, sumOf } from "./meter/counts.ts";
import { type Check, type Findings, progress, runBench } from "./report/findings.ts";
import type { Row } from "./report/table.ts";
import { bpmAt } from "./scene/history.ts";
import { watch } from "./scene/watch.ts";
import { onStage, type Running } from "./server/stage.ts";
import {
	bytesPerReading,
	type Measured,
	measure,
	readingsPerMonth,
	rowsBilled,
	usagePerReading,
} from "./storage/measuring.ts";
import { PATTERNS, type Pattern, replayed } from "./storage/patterns.ts";
import { recordings } from "./storage/recordings.ts";
import { bytesOfRow, usageOfRow } from "./storage/row-per-reading.ts";
import { type Streamed, stream } from "./storage/streaming.ts";

const ABOUT = "Counts what Edgeward stores and writes for each reading, and what that costs.";
const DAY = 24 * 3600_000;
/** A reading is paid for as long as it is kept: assumed. */
const MONTHS_KEPT = 12;
const PATIENTS = 1_000;

/** What one POST of a known device takes, whatever the number of its readings: in one window, and woken or not. */
async function onePost({ url, meter }: Running, at: number): Promise<{ rows: number; queries: number }> {
	const post = await watch(url, PATIENTS);
	const window = Math.ceil(at / 900_000) * 900_000;
	await post([{ at: window - 1000, bpm: 70 }], window);
	const found = { rows: 0, queries: 0 };
	let next = window;
	for (const count of [1, 60, 800]) {
		for (const isWoken of [false, true]) {
			if (isWoken) await meter.hibernate(PATIENTS);
			const beats = Array.from({ length: count }, (_, index) => ({ at: next + index, bpm: bpmAt(next) }));
			next += count;
			await meter.reset();
			await post(beats, window + 300_000);
			const { request, call } = await meter.read();
			found.rows = Math.max(found.rows, call.objectRowsWritten);
			found.queries = Math.max(found.queries, request.databaseQueries + call.databaseQueries);
		}
	}
	return found;
}

async function measureAll(running: Running, patterns: readonly Pattern[]): Promise<{ all: Measured[]; end: number }> {
	// All of it lies in the past when it is over: devices' clocks that are far ahead are refused.
	let now = Date.now() - 300 * DAY;
	const all: Measured[] = [];
	for (const [index, pattern] of patterns.entries()) {
		progress(pattern.name);
		const measured = await measure(running, pattern, index + 1, now);
		all.push(measured);
		now = measured.end + DAY;
	}
	return { all, end: now };
}

const perReading = (measured: Measured): Row => {
	const { name, readings, posts, tally } = measured;
	const all = sumOf(tally);
	const { alarm } = tally;
	return {
		pattern: name,
		readings,
		"bytes a reading": bytesPerReading(measured),
		"rows a reading": (all.objectRowsWritten - alarm.objectRowsWritten) / readings,
		"rows a POST or commit": (all.objectRowsWritten - alarm.objectRowsWritten) / posts,
		"and read": (all.objectRowsRead - alarm.objectRowsRead) / posts,
		"rows a reading, with alarms and pushes": rowsBilled(all) / readings,
		pushes: alarm.invocations,
		"D1 rows a push": alarm.invocations > 0 ? all.databaseRowsWritten / alarm.invocations : null,
	};
};

function costs(measured: Measured, rowBytes: number): Row {
	const { name, emptyBytes, readings, posts } = measured;
	const own = usagePerReading(measured, MONTHS_KEPT);
	const empty = usage({
		...{ counts: nothing(), workerRequests: 0, alarms: 0, messages: 0, awakeSeconds: 0, databaseBytes: 0 },
		objectBytes: emptyBytes,
	});
	const perMonth = readingsPerMonth(measured);
	const rows = usageOfRow(rowBytes, readings / posts, MONTHS_KEPT);
	return {
		pattern: name,
		"$ a million": dollars(timesUsage(own, 1e6)),
		"as rows in D1": dollars(timesUsage(rows, 1e6)),
		"readings a patient-month": Math.round(perMonth),
		"$ a patient-month": dollars(plusUsage(timesUsage(own, perMonth), empty)),
		"as rows in D1 ": dollars(timesUsage(rows, perMonth)),
	};
}

function checksOf(all: readonly Measured[], streamed: Streamed, post: Awaited<ReturnType<typeof onePost>>): Check[] {
	const bytes = all
		.filter(({ name }) => name.startsWith("1 Hz"))
		.map((one) => ({ what: `bytes a reading: ${one.name}`, found: bytesPerReading(one) ?? Number.NaN, most: 4 }));
	return [
		...bytes,
		{ what: "rows written by a POST, of 1 or 800 readings in a window", found: post.rows, most: 2 },
		{ what: "D1 queries by a POST of a known device, its object woken or not", found: post.queries, most: 0 },
		{ what: "socket at 1 Hz: commits of a device in 5 s", found: streamed.commitsPer5Seconds, most: 1 },
		{ what: "socket at 1 Hz: rows written a second, alarms and pushes too", found: streamed.rowsPerSecond, most: 0.4 },
	];
}

const ASSUMPTIONS = (rowBytes: number): string[] => [
	"The clock is simulated: requests come at their time, alarms when they are due, and an object that is idle for ten " +
		"seconds hibernates. Only the socket's commits and rows were counted over two minutes by the machine's own clock.",
	"Counted: rows that objects and D1 write and read, alarms (a row each), calls, requests, and the vitals that an object " +
		"pushes to D1 at most once a minute. `bytes` is the growth of the object's database, all its tables.",
	`Assumed: ${ASSUMED.cpuMsPerRequest} ms of CPU a request, ${ASSUMED.activeSecondsPerCall * 1000} ms of an object a call, ` +
		"and an object on a socket awake while it gathers. List prices (bench/cost/prices.ts), nothing included in a plan.",
	`A reading is kept, and paid for, ${MONTHS_KEPT} months. \`As rows in D1\`: the same requests, each reading a row and ` +
		`an entry of its index (${rowBytes.toFixed(0)} bytes, two rows written), no vitals to push, no alerts, no sockets.`,
	"The bytes of a recording are left out where they fill less than four pages of the database.",
	"Recordings are sent every quarter of an hour, as a phone sends them.",
];

async function storage(): Promise<Findings> {
	return onStage(PATIENTS, async (stage) => {
		progress("sockets, two minutes");
		const streamed = await stage.during("metered", stream);
		const patterns = [...PATTERNS, ...recordings().map(replayed)];
		return stage.during("metered", async (running) => {
			const { all, end } = await measureAll(running, patterns);
			const post = await onePost(running, end);
			const rowBytes = bytesOfRow();
			return {
				tables: [
					{ title: "Stored and written", rows: all.map(perReading) },
					{ title: "Dollars", rows: all.map((measured) => costs(measured, rowBytes)) },
				],
				assumptions: ASSUMPTIONS(rowBytes),
				checks: checksOf(all, streamed, post),
			};
		});
	});
}

await runBench("bench:storage", ABOUT, storage);
