import type { WardRow } from "../../ward/answer.ts";
import type { Standing } from "../../ward/standing.ts";
import { fill, texts } from "../texts.ts";
import type { Tone } from "../ui/badge.tsx";

const words = texts.ward;

export const TONES: Readonly<Record<Standing, Tone>> = {
	critical: "critical",
	alert: "alert",
	acknowledged: "seen",
	silent: "silent",
	steady: "good",
	never: "plain",
};

const UNITS = [
	[86_400, words.ago.days],
	[3_600, words.ago.hours],
	[60, words.ago.minutes],
] as const;

/** How long ago something was, in its largest unit; the browser's script says the same as time goes on. */
export function ago(at: string, now: Date): string {
	const seconds = Math.max(0, Math.floor((now.getTime() - Date.parse(at)) / 1000));
	const [size, text] = UNITS.find(([unit]) => seconds >= unit) ?? [1, words.ago.seconds];
	return fill(text, { n: Math.floor(seconds / size) });
}

type RowAlert = WardRow["alerts"][number];

/** What an alert is about, in a few words. */
export function alertText({ kind, threshold, extreme }: RowAlert): string {
	return fill(words.kinds[kind], { threshold: threshold ?? "", extreme: extreme ?? "" });
}

/** What the last hour's trend says to who cannot see it. */
export function trendText(trend: WardRow["trend"]): string {
	const means = trend.filter((mean) => mean !== null);
	if (means.length === 0) return words.no_trend;
	return fill(words.trend, { low: Math.min(...means), high: Math.max(...means) });
}
