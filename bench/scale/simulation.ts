import { DAY_MS } from "../../src/monitor/local-days.ts";
import type { Tally } from "../meter/counts.ts";
import { progress } from "../report/findings.ts";
import { postHistory, type Stretch } from "../scene/history.ts";
import { patientToken, staffToken } from "../scene/tokens.ts";
import { watch } from "../scene/watch.ts";
import type { Running } from "../server/stage.ts";
import { boardsAt, isMinute, isSeenByStaff, looksAtOwn, sentBy, TICK_MS } from "./mix.ts";

const MINUTE = 60_000;
const AT_ONCE = 16;
/** What each patient brings with them: a month, since rows are read by days, and its last day closely. */
const past = (now: number): Stretch[] => [
	{ from: now - 30 * DAY_MS, to: now - DAY_MS, stepMs: DAY_MS / 4 },
	{ from: now - DAY_MS, to: now, stepMs: 15 * MINUTE },
];

/** What happened in all. */
export interface Simulated {
	patients: number;
	minutes: number;
	readings: number;
	tally: Tally;
	/** Of all patients' objects, and of D1: before, and what came to it. Objects grow by pages: not in so short a time. */
	objectBytes: number;
	databaseBytes: number;
	databaseGrowth: number;
}

type Job = () => Promise<void>;

async function all(jobs: readonly Job[]): Promise<void> {
	const waiting = [...jobs];
	const next = async () => {
		for (let job = waiting.pop(); job; job = waiting.pop()) await job();
	};
	await Promise.all(Array.from({ length: AT_ONCE }, next));
}

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

async function get(url: string, token: string): Promise<void> {
	const response = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
	const text = await response.text();
	if (!response.ok) throw new Error(`${url}: ${response.status} ${text.slice(0, 300)}`);
}

const series = (url: string, patientId: number, from: number) =>
	`${url}/api/patients/${patientId}/heart-rate-series/?from=${new Date(from).toISOString()}`;
const statistics = (url: string, patientId: number) => `${url}/api/patients/${patientId}/heart-rate-stats/`;

/** Who does what at a tick. */
function jobsAt(url: string, watches: Map<number, Watch>, staff: string, begin: number, minutes: number) {
	return (tick: number): { jobs: Job[]; readings: number } => {
		const jobs: Job[] = [];
		let readings = 0;
		const now = begin + tick * TICK_MS;
		for (const [patientId, { post, token }] of watches) {
			const sent = sentBy(patientId, tick, begin, minutes);
			if (sent) {
				readings += sent.beats.length;
				jobs.push(() => post(sent.beats));
			}
			if (isSeenByStaff(patientId, tick))
				jobs.push(
					() => get(statistics(url, patientId), staff),
					() => get(series(url, patientId, now - DAY_MS), staff),
					() => get(`${url}/api/heart-rate/?patient=${patientId}&page_size=20`, staff),
				);
			if (looksAtOwn(patientId, tick))
				jobs.push(
					() => get(statistics(url, patientId), token),
					() => get(series(url, patientId, now - 7 * DAY_MS), token),
				);
		}
		for (let screen = boardsAt(watches.size, tick); screen > 0; screen--)
			jobs.push(() => get(`${url}/api/ward/?page_size=100`, staff));
		return { jobs, readings };
	};
}

interface Watch {
	post: Awaited<ReturnType<typeof watch>>;
	token: string;
}

async function sizeOf({ meter }: Running, ids: readonly number[]): Promise<number> {
	let bytes = 0;
	await all(
		ids.map((id) => async () => {
			const size = await meter.size(id);
			bytes += size;
		}),
	);
	return bytes;
}

/** Drives so many patients for so many minutes, which end now: tokens are good until then. */
export async function simulate(running: Running, patients: number, minutes: number): Promise<Simulated> {
	const { url, meter } = running;
	const begin = Math.floor(Date.now() / MINUTE) * MINUTE - minutes * MINUTE;
	const ids = range(patients);
	const before = begin - 30 * MINUTE;
	progress(`the past of ${patients} patients`);
	await meter.passUntil(before);
	await postHistory(url, ids, past(before));
	await meter.passUntil(begin - 15 * MINUTE);
	const watches = new Map<number, Watch>();
	for (const id of ids) watches.set(id, { post: await watch(url, id), token: await patientToken(id) });
	const at = jobsAt(url, watches, await staffToken(), begin, minutes);
	const objectBytes = await sizeOf(running, ids);
	const databaseBytes = await meter.databaseSize();
	await meter.passUntil(begin - MINUTE);
	await meter.reset();
	let readings = 0;
	const ticks = (minutes * MINUTE) / TICK_MS;
	for (let tick = 1; tick <= ticks; tick++) {
		await meter.passUntil(begin + tick * TICK_MS);
		const due = at(tick);
		readings += due.readings;
		await all(due.jobs);
		if (!isMinute(tick)) continue;
		await meter.cron();
		progress(`minute ${(tick * TICK_MS) / MINUTE}`);
	}
	const tally = await meter.read();
	const databaseGrowth = (await meter.databaseSize()) - databaseBytes;
	return { patients, minutes, readings, tally, objectBytes, databaseBytes, databaseGrowth };
}
