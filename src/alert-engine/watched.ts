import type { ReadingStore } from "../monitor/reading-store.ts";
import type { EpisodeStore } from "./episode-store.ts";
import type { RuleStore } from "./rule-store.ts";
import type { WallClock } from "./sight.ts";
import type { Timers } from "./timers.ts";

/** What watching a patient takes. */
export interface Watched {
	patientId: number;
	rules: RuleStore;
	episodes: EpisodeStore;
	readings: ReadingStore;
	timers: Timers;
	clock: WallClock;
	/** All devices that ever sent something. */
	slots: () => readonly number[];
	/** The instant of the newest reading that was ever erased (Unix ms), 0 without any. */
	erasedUpTo: () => number;
	/** What devices are called, by their slot. */
	deviceName: (slot: number) => string | null;
}
