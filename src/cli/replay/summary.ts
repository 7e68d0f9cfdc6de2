import { type Format, type Recording, skippedByReason } from "../formats/recording.ts";
import type { Totals } from "./verdicts.ts";

/** All that is known when a replay has ended. */
export interface Replay {
	file: string;
	format: Format;
	/** The zone in which times without one were read. */
	tz: string;
	person?: string;
	/** Readings of the file that were to be posted. */
	readings: number;
	skipped: Recording["skipped"];
	totals: Totals;
	seconds: number;
}

/** The outcome as one JSON object, for programs. */
export function summaryJson({ format, skipped, totals, seconds, ...replay }: Replay): string {
	const { reasons, ...counts } = totals;
	const bySkipReason = Object.fromEntries(skippedByReason(skipped).map(({ reason, count }) => [reason, count]));
	return JSON.stringify({
		...replay,
		format: format.name,
		...counts,
		seconds: Number(seconds.toFixed(3)),
		rejected_reasons: reasons,
		skipped: skipped.length,
		skipped_reasons: bySkipReason,
	});
}

/** The outcome as a small table, for people. */
export function summaryTable({ file, format, tz, person, readings, skipped, totals, seconds }: Replay): string {
	const of = person === undefined ? "" : ` of ${person}`;
	const resent = totals.resent > 0 ? `, ${totals.resent} of them sent again` : "";
	const rows: [string, number, string?][] = [
		["created", totals.created],
		["duplicates", totals.duplicates],
		["updated", totals.updated],
		["rejected", totals.rejected],
		...Object.entries(totals.reasons).map(([reason, count]): [string, number] => [`  ${reason}`, count]),
		["skipped in the file", skipped.length],
		...skippedByReason(skipped).map(({ reason, count, first }): [string, number, string] => [
			`  ${reason}`,
			count,
			`${format.counts} ${first.join(", ")}${count > first.length ? ", …" : ""}`,
		]),
	];
	return [
		`${file}: ${format.name}, ${grouped(readings)} readings${of}, times without a zone read as ${tz}`,
		`${grouped(totals.requests)} requests${resent}, ${seconds.toFixed(1)} s`,
		...alignedRows(rows),
	].join("\n");
}

function alignedRows(rows: [label: string, count: number, note?: string][]): string[] {
	const labels = Math.max(...rows.map(([label]) => label.length));
	const counts = Math.max(...rows.map(([, count]) => grouped(count).length));
	return rows.map(([label, count, note]) =>
		`  ${label.padEnd(labels)}  ${grouped(count).padStart(counts)}${note ? `  ${note}` : ""}`.trimEnd(),
	);
}

/** `1234567` as `1,234,567`. */
export function grouped(count: number): string {
	return count.toLocaleString("en");
}
