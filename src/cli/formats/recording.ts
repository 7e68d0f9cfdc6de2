import type { Zone } from "../zone.ts";

/** One measured heart rate: beats per minute at an instant in Unix ms, and whose, where a file holds several people. */
export type Reading = { person?: string; bpm: number; at: number };

/** A row that gave no reading: its line (or item) in the file, counted from 1, and why. */
export type Skipped = { place: number; reason: string };

/** What a file holds: its readings in the file's order, duplicates included, and the rows that gave none. */
export type Recording = { readings: Reading[]; skipped: Skipped[] };

export interface Format {
	name: string;
	/** What a user would recognise the file by. */
	looksLike: string;
	/** What `Skipped.place` counts. */
	counts: "line" | "item";
	recognizes(text: string): boolean;
	/** Times without a zone are read in `zone`. Throws a Failure where the file as a whole cannot be read. */
	parse(text: string, zone: Zone): Recording;
}

/** The lines of a CSV file without its header and blank lines, each with its number in the file, from 1. */
export function* csvRows(text: string): Generator<{ line: number; fields: string[] }> {
	let line = 0;
	for (const row of text.split(/\r?\n/)) {
		line += 1;
		if (line > 1 && row.trim() !== "") yield { line, fields: row.split(",") };
	}
}

/** The first line of a file. */
export function headerOf(text: string): string {
	return text.split(/\r?\n/, 1)[0] ?? "";
}

/** A whole number of beats per minute, or null. Its range is the server's to judge. */
export function bpmOf(value: string | undefined): number | null {
	return value !== undefined && /^\d{1,5}$/.test(value.trim()) ? Number(value) : null;
}

/** How many rows were skipped for each reason, and the first places, so that somebody can look. */
export function skippedByReason(skipped: Skipped[]): { reason: string; count: number; first: number[] }[] {
	const groups = new Map<string, { reason: string; count: number; first: number[] }>();
	for (const { place, reason } of skipped) {
		const group = groups.get(reason) ?? { reason, count: 0, first: [] };
		group.count += 1;
		if (group.first.length < 5) group.first.push(place);
		groups.set(reason, group);
	}
	return [...groups.values()];
}
