import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { simulate } from "../../src/cli/simulator.ts";
import { newBedside } from "./bedside.ts";
import { freePort, type Running, request, run, start, temporaryFolder } from "./server.ts";

const BATCH = 100;

const folder = temporaryFolder();
let running: Running | undefined;

afterAll(async () => {
	await running?.interrupt();
	rmSync(folder, { recursive: true, force: true });
});

/** A day of readings, and the same as the CSV that Fitabase would export. */
function recording() {
	const from = Date.UTC(2026, 0, 31);
	const day = { seed: 7, restingBpm: 62, from, to: from + 24 * 3_600_000, stepSeconds: 5, timezone: "UTC" };
	// Whole seconds, as the format has them; never two in one.
	const readings = new Map([...simulate(day)].map(({ at, bpm }) => [Math.floor(at / 1000) * 1000, bpm]));
	const time = (at: number) =>
		new Date(at).toLocaleString("en-US", { timeZone: "UTC" }).replace(", ", " ").replaceAll("\u202f", " ");
	const rows = [...readings].map(([at, bpm]) => `1,${time(at)},${bpm}`);
	return {
		readings: [...readings].map(([at, bpm]) => ({ at, bpm })),
		csv: ["Id,Time,Value", ...rows, ""].join("\r\n"),
	};
}

it("a server killed in the middle of a replay has lost nothing that it acknowledged", async () => {
	const { readings, csv } = recording();
	const file = join(folder, "recording.csv");
	writeFileSync(file, csv);
	const port = await freePort();
	const place = ["--no-demo", "--persist-to", folder];
	running = await start(place, port);
	const api = (path: string) => `http://localhost:${port}/api/${path}`;
	const { patient, band, signIn } = await newBedside(running.url, folder);

	const acknowledged: { at: number; bpm: number }[] = [];
	const send = async () => {
		for (let from = 0; from < readings.length; from += BATCH) {
			const batch = readings.slice(from, from + BATCH);
			const body = { readings: batch.map(({ at, bpm }) => ({ heart_rate: bpm, recorded_at: at })) };
			const answer = await request(api("heart-rate/"), band, body);
			if (answer.status !== 200) throw new Error(`status ${answer.status}`);
			acknowledged.push(...batch);
			if (acknowledged.length === 40 * BATCH) void running?.kill();
		}
	};
	await expect(send()).rejects.toThrow();
	expect(acknowledged.length).toBeGreaterThanOrEqual(40 * BATCH);
	expect(acknowledged.length).toBeLessThan(readings.length);

	running = await start(place, port);
	const stored = new Map<number, number>();
	const again = await signIn();
	for (let next: string | null = api(`heart-rate/?patient=${patient}&page_size=100`); next; ) {
		const { body } = await request(next, again);
		for (const { recorded_at, heart_rate } of body.results) stored.set(Date.parse(recorded_at), heart_rate);
		next = body.next;
	}
	expect(acknowledged.filter(({ at, bpm }) => stored.get(at) !== bpm)).toEqual([]);

	const replay = await run("replay", [file, "--patient-token", band, "--url", running.url, "--json"]);
	expect(replay.code).toBe(0);
	const totals = JSON.parse(replay.output.slice(replay.output.indexOf("{")));
	expect(totals).toMatchObject({
		created: readings.length - stored.size,
		duplicates: stored.size,
		updated: 0,
		rejected: 0,
	});

	const rates = readings.map(({ bpm }) => bpm);
	const statistics = (await request(api(`patients/${patient}/heart-rate-stats/`), again)).body.all_time;
	expect(statistics).toMatchObject({
		count: rates.length,
		min: Math.min(...rates),
		max: Math.max(...rates),
		avg: rates.reduce((a, b) => a + b) / rates.length,
	});
});
