/** When to try again after this many failures in a row, in ms: 5 s, doubling, at most 5 min. */
export function backoff(failures: number): number {
	return Math.min(5_000 * 2 ** Math.max(0, failures - 1), 5 * 60_000);
}
