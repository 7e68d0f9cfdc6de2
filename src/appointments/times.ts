const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** No appointment is longer; who looks for overlaps need not look further back. */
export const LONGEST_MS = 8 * HOUR_MS;
const MOST_YEARS_AHEAD = 5;
export const DEFAULT_MINUTES = 30;

/** From the first instant to before the second (Unix ms). */
export interface Span {
	start: number;
	end: number;
}

/** Whether they share any time: spans that only touch do not. */
export const overlap = (one: Span, other: Span): boolean => one.start < other.end && other.start < one.end;

/** What a body says of it: instants in ISO 8601. An end counts before a duration. */
export interface SentSpan {
	start?: string | undefined;
	end?: string | undefined;
	duration_minutes?: number | undefined;
}

/** The span of a new appointment. */
export function spanOf({ start, ...rest }: SentSpan & { start: string }): Span {
	const at = Date.parse(start);
	return spanAfter({ start: at, end: at + DEFAULT_MINUTES * MINUTE_MS }, rest);
}

/** The span after an edit: with another start alone, the appointment stays as long as it was. */
export function spanAfter(before: Span, { start, end, duration_minutes }: SentSpan): Span {
	const from = start === undefined ? before.start : Date.parse(start);
	if (end !== undefined) return { start: from, end: Date.parse(end) };
	const length = duration_minutes === undefined ? before.end - before.start : duration_minutes * MINUTE_MS;
	return { start: from, end: from + length };
}

/** Why this cannot be an appointment's span, if so. */
export function spanFault({ start, end }: Span): string | undefined {
	if (end <= start) return "must be before the end";
	if (end - start < MINUTE_MS) return "must be at least 1 minute before the end";
	return end - start > LONGEST_MS ? "must be at most 8 hours before the end" : undefined;
}

/** Why nothing can begin then, if so (Unix ms). */
export function startFault(start: number, now: number): string | undefined {
	if (start < now) return "is in the past";
	const last = new Date(now);
	last.setUTCFullYear(last.getUTCFullYear() + MOST_YEARS_AHEAD);
	return start > last.getTime() ? `must be at most ${MOST_YEARS_AHEAD} years ahead` : undefined;
}

/**
 * Which reminders count as sent at the moment of a booking: who books less than a day ahead needs none a day ahead, and
 * who books less than an hour ahead none at all.
 */
export function remindersAt(start: number, now: Date): { dayReminderAt: Date | null; hourReminderAt: Date | null } {
	const ahead = start - now.getTime();
	return { dayReminderAt: ahead < DAY_MS ? now : null, hourReminderAt: ahead < HOUR_MS ? now : null };
}
