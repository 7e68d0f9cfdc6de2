import type { Ended } from "../alert-engine/episodes.ts";
import type { RuleKind, Severity } from "../alert-engine/rules.ts";

/** What an explanation speaks of. Times are ISO 8601. */
export interface AlertFacts {
	kind: RuleKind;
	severity: Severity;
	/** Beats per minute; null of a silence. */
	threshold: number | null;
	sustained_minutes: number;
	window_minutes: number | null;
	device: string | null;
	started_at: string;
	opened_at: string;
	closed_at: string | null;
	ended_by: Ended | null;
	extreme: number | null;
}

const MINUTE_MS = 60_000;

const minutes = (count: number): string => (count === 1 ? "1 minute" : `${count} minutes`);

/** `31 Jan, 14:02`, by the patient's clock. */
function clock(instant: string, timeZone: string): string {
	const format = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone } as const;
	return new Intl.DateTimeFormat("en-GB", format).format(new Date(instant));
}

function condition({ kind, threshold, window_minutes, sustained_minutes }: AlertFacts): string {
	switch (kind) {
		case "above":
			return `Heart rate above ${threshold} bpm`;
		case "below":
			return `Heart rate below ${threshold} bpm`;
		case "change":
			return `Heart rate changed by more than ${threshold} bpm within ${minutes(window_minutes ?? 0)}`;
		case "no_data":
			return `No reading for ${minutes(sustained_minutes)}`;
	}
}

const ENDINGS: Record<Ended, string> = {
	calm: "",
	silence: " It ended with the last reading before a silence.",
	hours: " It ended with the hours in which the rule watches.",
	rule: " It ended because the rule was changed.",
	data: "",
	withdrawn: " By what the readings say now there was none.",
};

/** Why an alert is there, in a sentence or two, by the clock of the patient's zone. Pure. */
export function explain(alert: AlertFacts, timeZone: string): string {
	const { started_at, closed_at, ended_by, extreme, device, kind, severity } = alert;
	const since = clock(started_at, timeZone);
	const lasted = closed_at && Math.round((Date.parse(closed_at) - Date.parse(started_at)) / MINUTE_MS);
	const when = closed_at
		? `from ${since} to ${clock(closed_at, timeZone)} (${minutes(lasted || 0)})`
		: `since ${since} (${timeZone})`;
	const unit = kind === "change" ? "bpm of difference" : "bpm";
	const worst = extreme === null ? "" : `, at worst ${extreme} ${unit}`;
	const source = device === null ? "" : `, by ${device}`;
	const rank = severity === "critical" ? " Critical." : "";
	return `${condition(alert)} ${when}${worst}${source}.${rank}${ended_by ? ENDINGS[ended_by] : ""}`;
}
