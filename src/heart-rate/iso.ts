const DAY_MS = 24 * 60 * 60 * 1000;
const TWO = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));

const MOST = 100;
const dates = new Map<number, string>();

function dateOf(day: number): string {
	const known = dates.get(day);
	if (known !== undefined) return known;
	if (dates.size >= MOST) dates.clear();
	const date = new Date(day * DAY_MS).toISOString().slice(0, 11);
	dates.set(day, date);
	return date;
}

/**
 * An instant (Unix ms, whole) as `2026-01-31T12:00:00.000Z`, as `toISOString` writes it. That takes 1 µs each time, which
 * of a page of readings is a fifth of the answer; they are of few days, so the days' part is written once.
 */
export function isoOf(at: number): string {
	const day = Math.floor(at / DAY_MS);
	const ms = at - day * DAY_MS;
	const seconds = Math.floor(ms / 1000);
	const minutes = Math.floor(seconds / 60);
	const clock = `${TWO[Math.floor(minutes / 60)]}:${TWO[minutes % 60]}:${TWO[seconds % 60]}`;
	return `${dateOf(day)}${clock}.${String(ms % 1000).padStart(3, "0")}Z`;
}
