/** The smallest or the largest of the values in a moving window: what can still become it, in order of time. */
class Extreme {
	private readonly at: number[] = [];
	private readonly values: number[] = [];
	private readonly sign: 1 | -1;
	private head = 0;

	/** 1 keeps the largest, -1 the smallest. */
	constructor(sign: 1 | -1) {
		this.sign = sign;
	}

	push(at: number, value: number, since: number): number {
		while (this.values.length > this.head && this.sign * (value - (this.values.at(-1) ?? 0)) >= 0) {
			this.values.pop();
			this.at.pop();
		}
		this.at.push(at);
		this.values.push(value);
		while ((this.at[this.head] ?? at) < since) this.head += 1;
		return this.values[this.head] ?? value;
	}
}

/**
 * How far each reading is from the one furthest from it in the window before it, in bpm. Readings come in order of time;
 * after a gap the window begins anew, since nobody knows what was in between.
 */
export class Swing {
	private readonly windowMs: number;
	private readonly gapMs: number;
	private highest = new Extreme(1);
	private lowest = new Extreme(-1);
	private last: number | undefined;

	constructor(windowMs: number, gapMs: number) {
		this.windowMs = windowMs;
		this.gapMs = gapMs;
	}

	push({ at, bpm }: { at: number; bpm: number }): number {
		if (this.last !== undefined && at - this.last > this.gapMs) {
			this.highest = new Extreme(1);
			this.lowest = new Extreme(-1);
		}
		this.last = at;
		const since = at - this.windowMs;
		return Math.max(this.highest.push(at, bpm, since) - bpm, bpm - this.lowest.push(at, bpm, since));
	}
}
