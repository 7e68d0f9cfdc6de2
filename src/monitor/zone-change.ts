import { FUTURE_MS } from "./chunk.ts";
import type { DayStore } from "./day-store.ts";
import { ALWAYS } from "./local-days.ts";
import type { PatientState } from "./patient-state.ts";

/**
 * Sets the patient's zone from an instant on (Unix ms), or from now where null. Without readings yet it is simply the
 * zone; the days around and after that instant are cut anew.
 */
export function changeZone(state: PatientState, days: DayStore, timezone: string, from: number | null): void {
	const empty = days.allTime().count === 0;
	const begin = empty ? ALWAYS : (from ?? Date.now() + FUTURE_MS);
	if (from === null && days.local.zoneAt(begin) === timezone) return;
	const moved = days.local.moved(timezone, begin);
	const { readings, slots } = state.history(days);
	state.transaction(() => {
		state.settings.saveProfile({ active: true, periods: moved.periods });
		if (!empty && readings.span(slots).to > begin) days.recut(moved, begin, readings, slots);
	});
	state.reopen();
}
