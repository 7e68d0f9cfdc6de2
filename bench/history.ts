import { ASKED, type Asked } from "./history/asked.ts";
import { HISTORIES, type History } from "./history/histories.ts";
import { sumOf } from "./meter/counts.ts";
import { type Check, type Findings, progress, runBench } from "./report/findings.ts";
import { median } from "./report/median.ts";
import type { Row } from "./report/table.ts";
import { postHistory } from "./scene/history.ts";
import { onStage, type Running } from "./server/stage.ts";

const ABOUT = "Measures how the cost of a request grows with a patient's history.";
const PATIENTS = 10;
const WARM_UPS = 10;
const ROUNDS = 60;
const COLD_ROUNDS = 9;
/** What statistics over a year may take of those over a day, and what the machine's noise may add. */
const TARGET = 1.3;
const NOISE = 1.1;

/** What one kind of request took of one history. */
interface Cell {
	warmMs: number[];
	coldMs: number[];
	warmRows: number;
	coldRows: number;
}

type Grid = Map<string, Cell>;

const keyOf = (asked: Asked, history: History) => `${asked.name} | ${history.name}`;

function cellOf(grid: Grid, asked: Asked, history: History): Cell {
	const key = keyOf(asked, history);
	const cell = grid.get(key) ?? { warmMs: [], coldMs: [], warmRows: 0, coldRows: 0 };
	grid.set(key, cell);
	return cell;
}

/** One request after the other, each of another history than the one before: what slows the machine slows all. */
async function eachInTurn(rounds: number, work: (asked: Asked, history: History, round: number) => Promise<void>) {
	for (let round = 0; round < rounds; round++)
		for (const asked of ASKED) for (const history of HISTORIES) await work(asked, history, round);
}

async function timed(work: () => Promise<void>): Promise<number> {
	const begin = performance.now();
	await work();
	return performance.now() - begin;
}

/** The times, of the Worker as it is deployed. */
async function time({ url }: Running, grid: Grid, now: number): Promise<void> {
	await eachInTurn(WARM_UPS + ROUNDS, async (asked, history, round) => {
		const ask = await asked.prepare(url, history, now, round);
		const ms = await timed(ask);
		if (round >= WARM_UPS) cellOf(grid, asked, history).warmMs.push(ms);
	});
}

/** The rows, and the first call of an object that has left the memory, of the metered one. */
async function meter({ url, meter }: Running, grid: Grid, now: number): Promise<void> {
	await eachInTurn(COLD_ROUNDS, async (asked, history, round) => {
		const cell = cellOf(grid, asked, history);
		for (const state of ["cold", "warm"] as const) {
			const ask = await asked.prepare(url, history, now, WARM_UPS + ROUNDS + 2 * round + (state === "warm" ? 1 : 0));
			if (state === "cold") await meter.hibernate(history.patientId);
			await meter.reset();
			const ms = await timed(ask);
			const rows = sumOf(await meter.read(), ["call"]).objectRowsRead;
			if (state === "cold") cell.coldMs.push(ms);
			cell[`${state}Rows`] = rows;
		}
	});
}

const rowsOf = (asked: Asked, grid: Grid): Row[] =>
	HISTORIES.map((history) => {
		const { warmMs, coldMs, warmRows, coldRows } = cellOf(grid, asked, history);
		return {
			history: history.name,
			readings: history.readings,
			ms: median(warmMs),
			"of a day": ratio(grid, asked, history),
			"rows read": warmRows,
			"ms, woken": median(coldMs),
			"rows read, woken": coldRows,
		};
	});

/** How much longer it takes than over a day of history. */
function ratio(grid: Grid, asked: Asked, history: History): number {
	const [day] = HISTORIES;
	return median(cellOf(grid, asked, history).warmMs) / median(cellOf(grid, asked, day).warmMs);
}

const promised = (grid: Grid): Check[] => {
	const [statistics] = ASKED;
	const year = HISTORIES.find(({ name }) => name === "1 year");
	if (!year) return [];
	return [
		{
			what: `statistics of a year, against a day (${TARGET}, and ${Math.round((NOISE - 1) * 100)} % for noise)`,
			found: ratio(grid, statistics, year),
			most: TARGET * NOISE,
		},
	];
};

async function history(): Promise<Findings> {
	const now = Date.now();
	const grid: Grid = new Map();
	return onStage(PATIENTS, async (stage) => {
		await stage.during("deployed", async (running) => {
			for (const { name, patientId, stretch } of HISTORIES) {
				progress(`posting ${name}`);
				await postHistory(running.url, [patientId], [stretch(now)]);
			}
			progress("asking");
			await time(running, grid, now);
		});
		await stage.during("metered", (running) => meter(running, grid, now));
		return {
			tables: ASKED.map((asked) => ({ title: asked.name, rows: rowsOf(asked, grid) })),
			assumptions: [
				`Times are medians of ${ROUNDS} requests one after the other, each of another history than the one before, of the ` +
					"Worker as it is deployed; `woken` is the first call of an object that had left the memory, with a meter in it.",
				"Rows are those that the patient's object reads.",
			],
			checks: promised(grid),
		};
	});
}

await runBench("bench:history", ABOUT, history);
