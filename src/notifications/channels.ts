import { minuteOfDay } from "../clinic/zone.ts";
import type { NotificationEvent } from "./events.ts";

/** Which events are mailed as well: none, critical alerts, every alert, everything. */
export const EMAIL_LEVELS = ["none", "critical", "alerts", "all"] as const;
type EmailLevel = (typeof EMAIL_LEVELS)[number];

/** A stretch of every day on the wall clocks of a zone (`22:00`); one that ends before it begins crosses midnight. */
export interface QuietHours {
	from: string;
	to: string;
	/** IANA name. */
	timezone: string;
}

export interface Preferences {
	email: EmailLevel;
	quietHours: QuietHours | null;
}

export const DEFAULT_PREFERENCES: Preferences = { email: "critical", quietHours: null };

/** Why a channel is not used. */
export type HeldBack = "preference" | "no_address" | "quiet_hours";
/** Null where the channel is used. */
export type Verdict = HeldBack | null;

export interface Channels {
	email: Verdict;
	/** The person's own webhooks; those of the clinic have no quiet hours. */
	webhook: Verdict;
}

const LEAST_LEVEL = { critical: 1, alert: 2, other: 3 } as const;
const REACH: Record<EmailLevel, number> = { none: 0, critical: 1, alerts: 2, all: 3 };

/** How pressing an event is. An answer on self-harm is as pressing as a critical heart rate. */
export function urgencyOf(event: NotificationEvent): keyof typeof LEAST_LEVEL {
	if (event.type === "assessment.flagged") return "critical";
	if (!("rule_id" in event)) return "other";
	return event.severity === "critical" ? "critical" : "alert";
}

const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

/** Whether an instant (Unix ms) lies in the quiet hours: from their first minute on, and before their end. */
export function isQuiet({ from, to, timezone }: QuietHours, at: number): boolean {
	const [start, end, now] = [minutes(from), minutes(to), minuteOfDay(at, timezone)];
	return start < end ? start <= now && now < end : now >= start || now < end;
}

/**
 * By which channels an event reaches a person beside the inbox, which always gets it, or why not: at an instant (Unix ms),
 * and knowing whether there is an e-mail address that is proven to be theirs.
 */
export function channelsFor(
	{ email, quietHours }: Preferences,
	event: NotificationEvent,
	{ at, hasAddress }: { at: number; hasAddress: boolean },
): Channels {
	const urgency = urgencyOf(event);
	const held = urgency !== "critical" && quietHours !== null && isQuiet(quietHours, at) ? "quiet_hours" : null;
	// Who is called by a ladder is called as it says: somebody else has decided that it must be.
	const isCalled = event.type === "alert.escalated" && event.channel === "email";
	if (!isCalled && REACH[email] < LEAST_LEVEL[urgency]) return { email: "preference", webhook: held };
	return { email: hasAddress ? held : "no_address", webhook: held };
}
