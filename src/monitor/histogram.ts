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
	/** What was last worked out, until a count changes. */
	private known: Statistics | null | undefined;

	get count(): number {
		return this.total;
	}

	/** Counts `times` readings of this bpm more, or fewer where negative. */
	add(bpm: number, times = 1): void {
		this.counts[bpm] = (this.counts[bpm] ?? 0) + times;
		this.total += times;
		this.known = undefined;
	}

	merge(other: Histogram): void {
		for (let bpm = LOWEST_BPM; bpm <= HIGHEST_BPM; bpm++) {
			const times = other.counts[bpm];
			if (times) this.add(bpm, times);
		}
	}

	copy(): Histogram {
		const copied = new Histogram();
		copied.counts.set(this.counts);
		copied.total = this.total;
		return copied;
	}

	/** The bytes of its non-zero counts: their number, then the distance to the next bpm and the count, as varints. */
	encode(): Uint8Array {
		const { counts } = this;
		const present = counts.reduce((sum, times) => sum + (times > 0 ? 1 : 0), 0);
		const out = new VarintWriter(present * 4 + 8);
		out.unsigned(present);
		let previous = 0;
		for (let bpm = LOWEST_BPM; bpm <= HIGHEST_BPM; bpm++) {
			const times = counts[bpm];
			if (!times) continue;
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
		if (this.known === undefined) this.known = this.total === 0 ? null : this.workedOut();
		return this.known;
	}

	private workedOut(): Statistics {
		let [min, max, sum] = [0, 0, 0];
		for (let bpm = LOWEST_BPM; bpm <= HIGHEST_BPM; bpm++) {
			const times = this.counts[bpm];
			if (!times) continue;
			min ||= bpm;
			max = bpm;
			sum += bpm * times;
		}
		return {
			min,
			max,
			avg: sum / this.total,
			count: this.total,
			p5: this.percentile(0.05),
			p50: this.percentile(0.5),
			p95: this.percentile(0.95),
			zones: ZONES.map((band) => this.share(band)),
		};
	}

	/** Nearest rank: the smallest bpm that at least this share of the readings does not exceed. */
	private percentile(share: number): number {
		const rank = Math.max(1, Math.ceil(this.total * share));
		let bpm = LOWEST_BPM - 1;
		for (let seen = 0; seen < rank; ) seen += this.counts[++bpm] ?? Number.POSITIVE_INFINITY;
		return bpm;
	}

	private share(band: (typeof ZONES)[number]): ZoneShare {
		let count = 0;
		for (let bpm = band.min; bpm <= band.max; bpm++) count += this.counts[bpm] ?? 0;
		return { ...band, count, share: count / this.total };
	}
}
