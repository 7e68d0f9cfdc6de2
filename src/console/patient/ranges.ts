import { z } from "zod";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * What a chart shows at first, and how: in points as fine as it can tell apart, which are used for spans of up to
 * `upToMs`; two that are further apart than `gapMs` have nothing between them, and no line.
 */
export const RANGES = {
	hour: { ms: HOUR_MS, resolution: "1m", gapMs: HOUR_MS / 6, upToMs: 6 * HOUR_MS },
	day: { ms: DAY_MS, resolution: "15m", gapMs: 0.75 * HOUR_MS, upToMs: 4 * DAY_MS },
	week: { ms: 7 * DAY_MS, resolution: "1h", gapMs: 3 * HOUR_MS, upToMs: 20 * DAY_MS },
	year: { ms: 365 * DAY_MS, resolution: "1d", gapMs: 3 * DAY_MS, upToMs: 450 * DAY_MS },
} as const;

export type Range = keyof typeof RANGES;

/** From fine to coarse. */
export const RANGE_NAMES = ["hour", "day", "week", "year"] as const satisfies readonly Range[];

/** A part of time that a chart shows, in Unix ms. */
export interface View {
	range: Range;
	from: number;
	to: number;
	/** Whether it ends now. */
	isNow: boolean;
}

const asked = z.object({
	range: z.enum(RANGE_NAMES).catch("day"),
	to: z.iso.datetime({ offset: true }).optional().catch(undefined),
});

/** What an address asks for with `?range=&to=`: a day until now, where it asks for nothing that there is. Pure. */
export function viewOf(query: Record<string, string>, now: number): View {
	const { range, to } = asked.parse(query);
	const end = Math.min(to === undefined ? now : Date.parse(to), now);
	return { range, from: end - RANGES[range].ms, to: end, isNow: end === now };
}

type Step = "earlier" | "later" | "now" | "closer" | "wider";

/** The address's parameters of a view beside another one; null where there is none. Pure. */
export function stepOf(
	{ range, from, to, isNow }: View,
	step: Step,
	now: number,
): { range: Range; to: string | null } | null {
	const half = (to - from) / 2;
	const until = (at: number) => (at >= now ? null : new Date(at).toISOString());
	const place = RANGE_NAMES.indexOf(range);
	const other = RANGE_NAMES[place + (step === "closer" ? -1 : 1)];
	switch (step) {
		case "earlier":
			return { range, to: until(to - half) };
		case "later":
			return isNow ? null : { range, to: until(to + half) };
		case "now":
			return isNow ? null : { range, to: null };
		default:
			return other ? { range: other, to: isNow ? null : until(from + half + RANGES[other].ms / 2) } : null;
	}
}
