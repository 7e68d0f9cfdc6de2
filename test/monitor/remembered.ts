import { Temporal } from "temporal-polyfill";
import { ZONES } from "../../src/monitor/histogram.ts";

const DAY = 24 * 60 * 60_000;
const WINDOW = 15 * 60_000;

interface Remembered {
	/** The place of its device among the patient's. */
	slot: number;
	at: number;
	bpm: number;
	/** Unix seconds. */
	arrived: number;
}

/** A reading as it is sent: of the device in that place, Unix ms and bpm. */
export type Sent = Omit<Remembered, "arrived">;

/** Exact statistics, by sorting all there is. */
function statisticsOf(readings: readonly Remembered[]) {
	const rates = readings.map(({ bpm }) => bpm).sort((a, b) => a - b);
	const count = rates.length;
	if (count === 0) return null;
	const rank = (share: number) => rates[Math.max(1, Math.ceil(count * share)) - 1];
	return {
		...{ min: rates[0], max: rates.at(-1), count, avg: rates.reduce((sum, bpm) => sum + bpm, 0) / count },
		...{ p5: rank(0.05), p50: rank(0.5), p95: rank(0.95) },
		zones: ZONES.map((band) => {
			const within = rates.filter((bpm) => bpm >= band.min && bpm <= band.max).length;
			return { ...band, count: within, share: within / count };
		}),
	};
}

const FIRSTS = {
	daily: (date: Temporal.PlainDate) => date,
	weekly: (date: Temporal.PlainDate) => date.subtract({ days: date.dayOfWeek - 1 }),
	monthly: (date: Temporal.PlainDate) => date.with({ day: 1 }),
};
const LENGTHS = { daily: { days: 1 }, weekly: { days: 7 }, monthly: { months: 1 } };

/** What a patient's object has to know, as simply as can be: a list of readings, and where the patient lived when. */
export class Memory {
	readings: Remembered[] = [];
	private zones = [{ from: Number.NEGATIVE_INFINITY, zone: "UTC" }];

	/** Takes readings, and answers the counts that who sent them is to be told. */
	take(sent: readonly Sent[], now: number) {
		const counts = { created: 0, duplicates: 0, updated: 0 };
		for (const { slot, at, bpm } of sent) {
			const known = this.readings.find((reading) => reading.slot === slot && reading.at === at);
			counts[!known ? "created" : known.bpm === bpm ? "duplicates" : "updated"] += 1;
			if (known) known.bpm = bpm;
			else this.readings.push({ slot, at, bpm, arrived: Math.floor(now / 1000) });
		}
		return counts;
	}

	/** Forgets the readings of a device, or of all, from an instant on to before another; answers how many. */
	erase(slot: number | null, from: number, to: number): number {
		const left = this.readings.filter((reading) => {
			const isMeant = slot === null || reading.slot === slot;
			return !isMeant || reading.at < from || reading.at >= to;
		});
		const count = this.readings.length - left.length;
		this.readings = left;
		return count;
	}

	/** From an instant on, rounded up to a whole window, the patient lives in this zone: always has, without readings yet. */
	move(zone: string, from: number): void {
		const begin = this.readings.length === 0 ? Number.NEGATIVE_INFINITY : Math.ceil(from / WINDOW) * WINDOW;
		this.zones = [...this.zones.filter((period) => period.from < begin), { from: begin, zone }];
	}

	/** Newest first, as they are listed; of one instant in the order of the devices. */
	listed(devices: readonly { id: number }[]) {
		const sorted = this.readings.toSorted((a, b) => b.at - a.at || a.slot - b.slot);
		return sorted.map(({ slot, at, bpm, arrived }) => ({
			...{ id: at * 1000 + slot, device: devices[slot]?.id, heart_rate: bpm },
			...{ recorded_at: new Date(at).toISOString(), created_at: new Date(arrived * 1000).toISOString() },
		}));
	}

	/** All windows of the statistics. */
	summary(now: number) {
		const today = this.dateAt(now);
		const month = today.toPlainYearMonth().toString();
		const monday = today.subtract({ days: today.dayOfWeek - 1 });
		const since = (days: number) => statisticsOf(this.readings.filter(({ at }) => at >= now - days * DAY));
		const dated = (holds: (date: Temporal.PlainDate) => boolean) =>
			statisticsOf(this.readings.filter(({ at }) => holds(this.dateAt(at))));
		return {
			timezone: this.zoneAt(now),
			today: dated((date) => date.equals(today)),
			week: dated((date) => date.subtract({ days: date.dayOfWeek - 1 }).equals(monday)),
			month: dated((date) => date.toPlainYearMonth().toString() === month),
			all_time: statisticsOf(this.readings),
			...{ last_24h: since(1), last_7d: since(7), last_30d: since(30) },
		};
	}

	/** The number of readings of each local date that has any. */
	daily(): [string, number][] {
		const counts = new Map<string, number>();
		for (const { at } of this.readings) {
			const date = this.dateAt(at).toString();
			counts.set(date, (counts.get(date) ?? 0) + 1);
		}
		return [...counts].sort(([one], [other]) => one.localeCompare(other));
	}

	/** Statistics of each local day, week or month that has readings. */
	buckets(period: keyof typeof FIRSTS) {
		const first = (at: number) => FIRSTS[period](this.dateAt(at));
		const groups = Map.groupBy(this.readings, ({ at }) => first(at).toString());
		const starts = [...groups].sort(([one], [other]) => one.localeCompare(other));
		return starts.map(([start, readings]) => ({
			...{ start, end: Temporal.PlainDate.from(start).add(LENGTHS[period]).toString() },
			...statisticsOf(readings),
		}));
	}

	/** What a chart draws of a range: a point for each minute, quarter or local hour that has readings. */
	series(resolution: "1m" | "15m" | "1h", from: number, to: number) {
		const pointOf = (at: number) => {
			const { minute, second, millisecond } = this.wallAt(at);
			const into = resolution === "1m" ? 0 : resolution === "15m" ? minute % 15 : minute;
			return at - (into * 60 + second) * 1000 - millisecond;
		};
		const within = this.readings.filter(({ at }) => at >= from && at < to).sort((one, other) => one.at - other.at);
		return [...Map.groupBy(within, ({ at }) => pointOf(at))].map(([at, readings]) => {
			const rates = readings.map(({ bpm }) => bpm);
			const avg = rates.reduce((sum, bpm) => sum + bpm, 0) / rates.length;
			const extremes = { min: Math.min(...rates), max: Math.max(...rates) };
			return { at: new Date(at).toISOString(), ...extremes, avg, count: rates.length };
		});
	}

	private zoneAt(at: number): string {
		return this.zones.findLast(({ from }) => from <= at)?.zone ?? "UTC";
	}

	private wallAt(at: number): Temporal.ZonedDateTime {
		return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.zoneAt(at));
	}

	private dateAt(at: number): Temporal.PlainDate {
		return this.wallAt(at).toPlainDate();
	}
}
