/** Seconds until a failed message is tried again: 5 s, doubling, at most 15 min. */
export const retryDelay = (attempts: number): number => Math.min(5 * 2 ** Math.max(0, attempts - 1), 900);
