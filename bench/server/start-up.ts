import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "../report/median.ts";
import type { Bundle } from "./bundle.ts";
import { startRuntime } from "./runtime.ts";

const TIMES = 5;

/** How long a fresh workerd with one Worker takes until it has answered for the first time, in ms. */
async function firstAnswer(built: Bundle, path: string): Promise<number> {
	const folder = await mkdtemp(join(tmpdir(), "edgeward-start-"));
	const begin = performance.now();
	const runtime = await startRuntime([built], folder);
	try {
		await (await fetch(`${await runtime.url(built.name)}${path}`)).text();
		return performance.now() - begin;
	} finally {
		await runtime.stop();
		await rm(folder, { recursive: true, force: true, maxRetries: 10 });
	}
}

/** Of the way of readings, and of all the rest, which is loaded when it is first asked for. */
const PATHS = { readings: "/api/heart-rate/", rest: "/healthz" } as const;

/** Medians of fresh starts in turn, in ms; `empty` is a Worker with the same bindings and no code. */
export async function startUpMs(full: Bundle, empty: Bundle): Promise<Record<keyof typeof PATHS | "empty", number>> {
	const times = { empty: [] as number[], readings: [] as number[], rest: [] as number[] };
	for (let round = 0; round < TIMES; round++) {
		times.empty.push(await firstAnswer(empty, PATHS.rest));
		times.readings.push(await firstAnswer(full, PATHS.readings));
		times.rest.push(await firstAnswer(full, PATHS.rest));
	}
	return { empty: median(times.empty), readings: median(times.readings), rest: median(times.rest) };
}
