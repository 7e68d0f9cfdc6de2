import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { detectFormat } from "../../src/cli/formats/detect.ts";
import { PROJECT } from "../../src/cli/wrangler.ts";
import { zone } from "../../src/cli/zone.ts";
import type { Beat } from "../scene/watch.ts";

/** A recording of one person, oldest reading first, one for each instant. */
export interface Recorded {
	name: string;
	beats: Beat[];
}

const FOLDER = resolve(PROJECT, process.env.EDGEWARD_RECORDINGS ?? "../shared/data");

/** Minutes since the admission to intensive care: PhysioNet's challenge of 2012. */
function icu(text: string): Beat[] {
	return text.split("\n").flatMap((line) => {
		const [time = "", parameter, value] = line.trim().split(",");
		const [hours = Number.NaN, minutes = Number.NaN] = time.split(":").map(Number);
		return parameter === "HR" ? [{ at: (hours * 60 + minutes) * 60_000, bpm: Math.round(Number(value)) }] : [];
	});
}

/** What a PineTime shows, in pairs with a reference that is of no use here. */
const wristband = (text: string): Beat[] =>
	JSON.parse(text).map((pair: { wrist_ts: number; wrist_hr: number }) => ({ at: pair.wrist_ts, bpm: pair.wrist_hr }));

/** The formats that Edgeward replays, and those that its tests read; undefined of others. */
function peopleIn(file: string, text: string): Map<string, Beat[]> | undefined {
	if (/^Time,Parameter,Value/.test(text)) return new Map([["", icu(text)]]);
	if (/^\[\s*\{\s*"wrist_ix"/.test(text)) return new Map([["", wristband(text)]]);
	try {
		const { readings } = detectFormat(text).parse(text, zone("UTC"));
		return Map.groupBy(readings, ({ person = "" }) => person);
	} catch {
		process.stderr.write(`${file}: of no format that is read here\n`);
		return undefined;
	}
}

/** All recordings in the folder; none where there is no such folder. */
export function recordings(): Recorded[] {
	if (!existsSync(FOLDER)) {
		process.stderr.write(`No recordings in ${FOLDER} (EDGEWARD_RECORDINGS names another folder)\n`);
		return [];
	}
	const texts = readdirSync(FOLDER).filter((file) => /\.(csv|json|txt)$/.test(file));
	return texts.flatMap((file) => {
		const people = peopleIn(file, readFileSync(join(FOLDER, file), "utf8")) ?? new Map<string, Beat[]>();
		return [...people].map(([person, beats]) => {
			const byInstant = new Map(beats.map(({ at, bpm }) => [at, bpm]));
			const sorted = [...byInstant].map(([at, bpm]) => ({ at, bpm })).sort((a, b) => a.at - b.at);
			return { name: person ? `${file}, ${person}` : file, beats: sorted };
		});
	});
}
