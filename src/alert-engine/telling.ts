import { FRESH_MS, type Span } from "./episodes.ts";
import type { Severity } from "./rules.ts";

/** What people are told of an episode: that it began, that it became critical meanwhile, that it is over. */
export type News = "opened" | "raised" | "closed";

/** As what people know an episode, if they do: one that began critical is raised from the first. */
export type Told = "nothing" | News;

interface Known {
	told: Told;
	/** Of the rule: what it is while it is not critical. */
	severity: Severity;
	/** The last reading of the device that it speaks of. */
	lastAt: number;
	now: number;
}

/**
 * What people are to be told of an episode now, in order: every change of its state once, and no more. Only what is
 * fresh pages anyone: an episode that goes on by its last reading, one that has ended by the reading that opened it. Who
 * was told of its beginning is told of its end, however late.
 */
export function newsOf(span: Span, { told, severity, lastAt, now }: Known): News[] {
	const news: News[] = [];
	const pages = (span.closedAt === null ? lastAt : span.openedAt) >= now - FRESH_MS;
	const isRaised = severityOf(span, severity) === "critical";
	const begins = told === "nothing" || (told === "closed" && span.closedAt === null);
	if (begins && pages && span.endedBy !== "withdrawn") news.push("opened");
	if (told === "opened" && pages && isRaised) news.push("raised");
	const knows = news.length > 0 || told === "opened" || told === "raised";
	return knows && span.closedAt !== null ? [...news, "closed"] : news;
}

/** As what people know the episode after this news. */
export function toldBy(news: readonly News[], told: Told, severity: Severity): Told {
	if (news.length === 0) return told;
	if (news.includes("closed")) return "closed";
	return severity === "critical" ? "raised" : "opened";
}

/** How severe an episode is by now. */
export const severityOf = ({ raisedAt }: Span, severity: Severity): Severity =>
	raisedAt === null ? severity : "critical";
