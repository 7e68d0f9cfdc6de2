import { VarintReader, VarintWriter } from "./varint.ts";

/** What is accepted as a heart rate, in beats per minute; both included. */
export const LOWEST_BPM = 20;
export const HIGHEST_BPM = 300;

/** Bands of heart rate in bpm, both ends included, that share out a day. */
export const ZONES = [
	{ zone: "very_low", min: LOWEST_BPM, max: 39 },
	{ zone: "low", min: 40, max: 59 },
	{ zone: "normal", min: 60, max: 99 },
	{ zone: "raised", min: 100, max: 119 },
	{ zone: "high", min: 120, max: 149 },
	{ zone: "very_high", min: 150, max: HIGHEST_BPM },
] as const;

export interface ZoneShare {
	zone: (typeof ZONES)[number]["zone"];
	min: number;
	max: number;
	count: number;
	/** Of all readings, 0 to 1. */
	share: number;
}

export interface Statistics {
	min: number;
	max: number;
	avg: number;
	count: number;
	p5: number;
	p50: number;
	p95: number;
	zones: ZoneShare[];
}

/**
 * How often each heart rate occurred. Heart rates are small whole numbers, so this is all that exact minimum, maximum,
 * mean, percentiles and zones need; histograms add up, and a correction moves one count.
 */
export class Histogram {
	private readonly counts = new Uint32Array(HIGHEST_BPM + 1);
	private total = 0;

	get count(): number {
		return this.total;
	}

	/** Counts `times` readings of this bpm more, or fewer where negative. */
	add(bpm: number, times = 1): void {
		this.counts[bpm] = (this.counts[bpm] ?? 0) + times;
		this.total += times;
	}

	merge(other: Histogram): void {
		for (let bpm = LOWEST_BPM; bpm <= HIGHEST_BPM; bpm++) this.add(bpm, other.counts[bpm]);
	}

	/** The bytes of its non-zero counts: their number, then the distance to the next bpm and the count, as varints. */
	encode(): Uint8Array {
		const present = [...this.entries()];
		const out = new VarintWriter(present.length * 4 + 8);
		out.unsigned(present.length);
		let previous = 0;
		for (const [bpm, times] of present) {
			out.unsigned(bpm - previous);
			out.unsigned(times);
			previous = bpm;
		}
		return out.finish();
	}

	static decode(bytes: ArrayBuffer | Uint8Array): Histogram {
		const histogram = new Histogram();
		const input = new VarintReader(bytes);
		let bpm = 0;
		for (let left = input.unsigned(); left > 0; left--) {
			bpm += input.unsigned();
			histogram.add(bpm, input.unsigned());
		}
		return histogram;
	}

	/** Exact statistics, or null of nothing. Percentiles are nearest-rank: always a heart rate that occurred. */
	statistics(): Statistics | null {
		const present = [...this.entries()];
		const [lowest] = present[0] ?? [];
		const [highest] = present.at(-1) ?? [];
		if (lowest === undefined || highest === undefined) return null;
		const sum = present.reduce((total, [bpm, times]) => total + bpm * times, 0);
		return {
			min: lowest,
			max: highest,
			avg: sum / this.total,
			count: this.total,
			p5: percentile(present, this.total, 0.05),
			p50: percentile(present, this.total, 0.5),
			p95: percentile(present, this.total, 0.95),
			zones: ZONES.map((band) => this.share(band)),
		};
	}

	private *entries(): Generator<[bpm: number, times: number]> {
		for (let bpm = LOWEST_BPM; bpm <= HIGHEST_BPM; bpm++) {
			const times = this.counts[bpm];
			if (times) yield [bpm, times];
		}
	}

	private share(band: (typeof ZONES)[number]): ZoneShare {
		let count = 0;
		for (let bpm = band.min; bpm <= band.max; bpm++) count += this.counts[bpm] ?? 0;
		return { ...band, count, share: count / this.total };
	}
}

/** Nearest rank: the smallest bpm that at least this share of the readings does not exceed. */
function percentile(present: readonly (readonly [number, number])[], total: number, share: number): number {
	const rank = Math.max(1, Math.ceil(total * share));
	let seen = 0;
	for (const [bpm, times] of present) {
		seen += times;
		if (seen >= rank) return bpm;
	}
	return Number.NaN;
}
