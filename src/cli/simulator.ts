import { gaussian, seededRandom } from "./random.ts";
import { type Zone, zone } from "./zone.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** How fast a heart follows what the body asks of it: it speeds up quicker than it calms down. */
const SPEEDS_UP_MS = 90_000;
const CALMS_DOWN_MS = 4 * MINUTE_MS;
/** Nobody works out in the last hours, so that a fast heart at the end is only ever the one that was asked for. */
const NO_WORKOUT_BEFORE_END_MS = 3 * 60 * MINUTE_MS;
const FAST_BPM = 134;

export interface Simulation {
	seed: number;
	/** The heart rate (bpm) of the patient awake and sitting. */
	restingBpm: number;
	/** The readings lie in [from, to], Unix ms. */
	from: number;
	to: number;
	/** Time between two readings, on average. */
	stepSeconds: number;
	/** IANA name: the patient sleeps at night there. */
	timezone: string;
	/** The heart is above 125 bpm in the last so many minutes. */
	fastHeartMinutes?: number;
	/** The device falls silent so many hours before `to`. */
	silentHours?: number;
}

/** One measurement of a device: Unix ms and whole beats per minute, 35 to 200. */
export type Measurement = { at: number; bpm: number };

/**
 * A heart at rest, asleep and at exercise, in order of time. The same options give the same measurements, and the same
 * seed and step the same instants whatever the time asked for: what is simulated twice adds no readings.
 */
export function* simulate(options: Simulation): Generator<Measurement> {
	const { seed, restingBpm, stepSeconds } = options;
	const random = seededRandom(seed);
	const local = zone(options.timezone);
	const end = options.to - (options.silentHours ?? 0) * 60 * MINUTE_MS;
	const stepMs = stepSeconds * 1000;
	let level = restingBpm;
	let noise = 0;
	for (let step = Math.ceil(options.from / stepMs); ; step += 1) {
		const at = instantOf(step, stepMs, seed);
		if (at > end) return;
		const wanted = restingBpm + demand(at, local, options);
		level += (wanted - level) * (1 - Math.exp(-stepMs / (wanted > level ? SPEEDS_UP_MS : CALMS_DOWN_MS)));
		noise = 0.9 * noise + 0.9 * gaussian(random);
		yield { at, bpm: withinTail(Math.round(level + noise), at, options) };
	}
}

/** The instant of the device's n-th step since 1970: up to 40 % late. */
function instantOf(step: number, stepMs: number, seed: number): number {
	return Math.round((step + 0.4 * seededRandom(step ^ (seed << 8))()) * stepMs);
}

function withinTail(bpm: number, at: number, { to, fastHeartMinutes = 0 }: Simulation): number {
	const fast = at >= to - fastHeartMinutes * MINUTE_MS;
	return Math.min(200, Math.max(fast ? 126 : 35, bpm));
}

/** How far (bpm) from rest the body's need is at an instant. */
function demand(at: number, local: Zone, { seed, to, restingBpm, fastHeartMinutes = 0 }: Simulation): number {
	// The level lags behind, so that the need rises before the tail begins.
	if (fastHeartMinutes > 0 && at >= to - (fastHeartMinutes + 5) * MINUTE_MS) return FAST_BPM - restingBpm;
	const wall = local.wallClockOf(at);
	const day = dayPlan(seed, Math.floor(wall / DAY_MS));
	const minute = (wall % DAY_MS) / MINUTE_MS;
	if (minute < day.wakes || minute >= day.sleeps) return asleep(minute);
	const training = minute >= day.workout && minute < day.workout + day.workoutMinutes;
	if (training && at < to - NO_WORKOUT_BEFORE_END_MS) return day.effort;
	return awake(minute, day.mood);
}

/** Cycles of ninety minutes, deeper and lighter. */
function asleep(minute: number): number {
	return -9 + 2.5 * Math.sin((2 * Math.PI * minute) / 90);
}

/** Slow changes between sitting and walking; a little more in the early afternoon. */
function awake(minute: number, mood: number): number {
	const circadian = 3 * Math.sin((Math.PI * (minute - 6 * 60)) / (16 * 60));
	const moving = Math.sin(minute / 23 + mood) + Math.sin(minute / 7.3 + 3 * mood);
	return 5 + circadian + Math.max(0, 9 * moving);
}

type DayPlan = { wakes: number; sleeps: number; workout: number; workoutMinutes: number; effort: number; mood: number };

/** What a patient does on a local day (days since 1970), in minutes of the day; no workout on most days. */
function dayPlan(seed: number, day: number): DayPlan {
	const random = seededRandom(seed * 100_003 + day);
	// Neighbouring seeds give related first numbers.
	random();
	return {
		wakes: 6 * 60 + 90 * random(),
		sleeps: 22 * 60 + 90 * random(),
		mood: 2 * Math.PI * random(),
		effort: 55 + 20 * random(),
		workoutMinutes: 25 + 25 * random(),
		workout: random() < 0.4 ? 16 * 60 + 150 * random() : Number.POSITIVE_INFINITY,
	};
}
