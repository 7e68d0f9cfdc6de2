/** A stream of numbers in [0, 1). */
export type Random = () => number;

/** The same stream for the same seed. Source: mulberry32 by Tommy Ettinger, public domain. */
export function seededRandom(seed: number): Random {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** A number around 0 with deviation 1: the sum of twelve uniform ones (Irwin-Hall), so never beyond ±6. */
export function gaussian(random: Random): number {
	let sum = -6;
	for (let i = 0; i < 12; i += 1) sum += random();
	return sum;
}

/** A copy in random order. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
	return items
		.map((item) => ({ item, key: random() }))
		.sort((a, b) => a.key - b.key)
		.map(({ item }) => item);
}
