import type { Random } from "../../../src/cli/random.ts";
import type { Reading } from "../ledger.ts";

const SECOND = 1000;
/**
 * So fast a device's time passes, from so long ago until it has caught up: the run is too short for many alerts, and only
 * what is fresh, a quarter of an hour at most, alerts anybody.
 */
const PACE = 3;
const LAG_MS = 4 * 60 * SECOND;
/** At most so much at once, so that two changes of an alert's state never come in one request. */
const LONGEST_MS = 20 * SECOND;

type Zone = "calm" | "high" | "critical";
const RATES: Record<Zone, readonly [lowest: number, highest: number]> = {
	calm: [62, 82],
	high: [126, 140],
	critical: [158, 175],
};
/** A wave: from which second on the heart is in which zone. Both alerts open after 30 s, the first is raised as well. */
const WAVE: readonly (readonly [second: number, zone: Zone])[] = [
	[0, "calm"],
	[20, "high"],
	[60, "critical"],
	[100, "calm"],
	[140, "high"],
	[190, "calm"],
];
const WAVE_SECONDS = 240;

/** A heart that a device listens to, a beat a second. */
export class Heart {
	private readonly began = Date.now();
	private readonly random: Random;
	/** Whether it becomes critical in its waves. */
	private readonly isGrave: boolean;
	private last: number;

	constructor(random: Random, isGrave: boolean) {
		this.random = random;
		this.isGrave = isGrave;
		this.last = Math.floor((this.began - LAG_MS) / SECOND) * SECOND;
	}

	/** What has been heard since the last time, oldest first. */
	beats(): Reading[] {
		const now = Math.min(Date.now(), this.began - LAG_MS + PACE * (Date.now() - this.began));
		const count = Math.floor((Math.min(now, this.last + LONGEST_MS) - this.last) / SECOND);
		return Array.from({ length: Math.max(0, count) }, () => this.beat(this.last + SECOND));
	}

	/** A heart that is left in peace: whatever was open closes. */
	rest(): Reading[] {
		return Array.from({ length: 3 }, () => this.beat(this.last + SECOND, "calm"));
	}

	/** Another value for a beat, which alerts nobody else than the first one did. */
	corrected({ at, bpm }: Reading): Reading {
		const zone = bpm <= RATES.calm[1] ? "calm" : bpm <= RATES.high[1] ? "high" : "critical";
		return { at, bpm: this.rate(zone) };
	}

	/** Whether nothing changes with this beat or around it: it may come late, and alerts nobody else then. */
	isWithin({ at }: Reading): boolean {
		return this.zoneAt(at - SECOND) === this.zoneAt(at) && this.zoneAt(at) === this.zoneAt(at + SECOND);
	}

	private beat(at: number, zone = this.zoneAt(at)): Reading {
		this.last = at;
		return { at, bpm: this.rate(zone) };
	}

	private rate(zone: Zone): number {
		const [lowest, highest] = RATES[zone];
		return lowest + Math.floor(this.random() * (highest - lowest + 1));
	}

	private zoneAt(at: number): Zone {
		const second = Math.floor((at - this.began + LAG_MS) / SECOND) % WAVE_SECONDS;
		const zone = WAVE.findLast(([from]) => from <= second)?.[1] ?? "calm";
		return zone === "critical" && !this.isGrave ? "high" : zone;
	}
}
