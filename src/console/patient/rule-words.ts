import { count, fill, texts } from "../texts.ts";
import type { ShownRule } from "./rule-fields.ts";

const words = texts.patient;

/** Minutes as a text. */
export const minutesText = (minutes: number): string => count(words.minutes, minutes);

/** What a rule watches for, in a sentence. */
export function ruleText({ kind, threshold, window_minutes, sustained_minutes }: ShownRule): string {
	const sustained = minutesText(sustained_minutes);
	const values = { threshold: threshold ?? "", window: minutesText(window_minutes ?? 0), sustained };
	const rule = fill(words.rule_sentences[kind], values);
	if (kind === "no_data") return rule;
	return sustained_minutes === 0 ? `${rule}, ${words.at_once}` : fill(words.rule_for, { rule, sustained });
}

/** When an alert ends, where a heart rate ends it. */
export function endText({ kind, clear_threshold: bpm }: ShownRule): string | null {
	return kind === "no_data" || bpm === null ? null : fill(words[`ends_${kind}`], { bpm });
}

/** When an alert becomes critical; null of never. */
export function criticalText({ kind, critical_threshold: bpm }: ShownRule): string | null {
	return kind === "no_data" || bpm === null ? null : fill(words[`critical_${kind}`], { bpm });
}

/** When the rule watches. */
export const hoursText = ({ active_hours: hours }: ShownRule): string =>
	hours ? fill(words.from_to, hours) : words.always;

/** Whom it calls, step by step. */
export function callTexts({ escalation }: ShownRule): string[] {
	return escalation.map(({ after_minutes, to, channel }) =>
		fill(words.call, {
			...{ after: minutesText(after_minutes), to: words.called[to], channel: words.channels[channel] },
		}),
	);
}
