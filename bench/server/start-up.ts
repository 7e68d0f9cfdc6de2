import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "../report/median.ts";
import type { Bundle } from "./bundle.ts";
import { startRuntime } from "./runtime.ts";

const TIMES = 5;

/** How long a fresh workerd with one Worker takes until it has answered for the first time, in ms. */
async function firstAnswer(built: Bundle): Promise<number> {
	const folder = await mkdtemp(join(tmpdir(), "edgeward-start-"));
	const begin = performance.now();
	const runtime = await startRuntime([built], folder);
	try {
		await (await fetch(`${await runtime.url(built.name)}/healthz`)).text();
		return performance.now() - begin;
	} finally {
		await runtime.stop();
		await rm(folder, { recursive: true, force: true, maxRetries: 10 });
	}
}

/** The first answer of a Worker, and of one with the same bindings and no code, in ms: medians of fresh starts, in turn. */
export async function startUpMs(full: Bundle, empty: Bundle): Promise<{ full: number; empty: number }> {
	const times: { full: number[]; empty: number[] } = { full: [], empty: [] };
	for (let round = 0; round < TIMES; round++) {
		times.empty.push(await firstAnswer(empty));
		times.full.push(await firstAnswer(full));
	}
	return { full: median(times.full), empty: median(times.empty) };
}
