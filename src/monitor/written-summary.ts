import { type Json, toJson } from "../json.ts";
import type { DayStore } from "./day-store.ts";
import { type History, type Summary, summarize, summaryMark } from "./statistics.ts";

/** The summary as it was last written: until a reading comes, or leaves a window, there is nothing to work out again. */
export class WrittenSummary {
	private last: { days: DayStore; mark: string; text: Json<Summary> } | undefined;

	/** At an instant (Unix ms). */
	of(history: History, now: number): Json<Summary> {
		const { days } = history;
		const mark = summaryMark(history, now);
		if (this.last?.days !== days || this.last.mark !== mark)
			this.last = { days, mark, text: toJson(summarize(history, now)) };
		return this.last.text;
	}
}
