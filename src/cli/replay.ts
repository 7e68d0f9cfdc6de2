import { readFile } from "node:fs/promises";
import { Failure, messageOf, misuse, run } from "./failure.ts";
import { detectFormat } from "./formats/detect.ts";
import type { Format, Reading, Recording } from "./formats/recording.ts";
import { Progress } from "./progress.ts";
import { seededRandom, shuffled } from "./random.ts";
import { deliver } from "./replay/delivery.ts";
import { HELP, type ReplayOptions, replayOptions } from "./replay/options.ts";
import { batches, readingsOf, shiftedTo } from "./replay/preparation.ts";
import { summaryJson, summaryTable } from "./replay/summary.ts";
import { NOTHING, plus, type Totals } from "./replay/verdicts.ts";

async function main(): Promise<number> {
	const options = replayOptions(process.argv.slice(2), process.env.EDGEWARD_TOKEN);
	if (options === "help") {
		process.stdout.write(HELP);
		return 0;
	}
	const { format, recording } = await recordingIn(options);
	const readings = prepared(recording.readings, options);
	if (readings.length === 0) {
		throw misuse(`${options.file} holds no readings (${recording.skipped.length} rows skipped)`);
	}
	const started = performance.now();
	const { totals, failure } = await postAll(readings, options);
	if (failure && totals.requests === 0) throw failure;
	const replay = {
		file: options.file,
		format,
		tz: options.zone.id,
		person: options.person,
		readings: readings.length,
		skipped: recording.skipped,
		totals,
		seconds: (performance.now() - started) / 1000,
	};
	process.stdout.write(`${options.json ? summaryJson(replay) : summaryTable(replay)}\n`);
	if (failure) throw failure;
	if (totals.rejected === readings.length) throw new Failure("the server rejected every reading");
	return 0;
}

async function recordingIn({ file, zone }: ReplayOptions): Promise<{ format: Format; recording: Recording }> {
	try {
		const text = (await readFile(file, "utf8")).replace(/^\uFEFF/, "");
		const format = detectFormat(text);
		return { format, recording: format.parse(text, zone) };
	} catch (error) {
		throw misuse(`${file}: ${messageOf(error)}`);
	}
}

function prepared(all: Reading[], { person, shiftToNow, shuffleSeed }: ReplayOptions): Reading[] {
	const chosen = readingsOf(all, person);
	const timed = shiftToNow ? shiftedTo(Date.now(), chosen) : chosen;
	return shuffleSeed === undefined ? timed : shuffled(timed, seededRandom(shuffleSeed));
}

/** Posts batch after batch. What had been judged before a failure is in the totals: it is stored. */
async function postAll(readings: Reading[], options: ReplayOptions): Promise<{ totals: Totals; failure?: Failure }> {
	const progress = new Progress(readings.length);
	let totals = NOTHING;
	try {
		for (const batch of batches(readings, options.batch)) {
			const { answer, resent } = await deliver(batch, options, {
				retries: options.retries,
				onWait: (reason, ms) => progress.note(`${reason}; again in ${(ms / 1000).toFixed(1)} s`),
			});
			totals = plus(totals, answer, resent);
			progress.advance(batch.length);
		}
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		return { totals, failure: error };
	} finally {
		progress.clear();
	}
	return { totals };
}

await run("replay", main);
