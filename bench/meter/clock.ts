/** Unix ms, or null while it is the machine's own time. */
let simulated: number | null = null;
const RealDate = Date;
const realNow = Date.now;
const realSetTimeout = setTimeout;

export const isSimulated = (): boolean => simulated !== null;

/** From now on it is this instant, until it is another one. */
export function standStillAt(at: number): void {
	simulated = at;
}

/** Has everything in this isolate live by the clock that `standStillAt` sets. */
export function replaceClock(): void {
	Date.now = () => simulated ?? realNow();
	globalThis.Date = new Proxy(RealDate, {
		construct: (target, args, made) => Reflect.construct(target, args.length > 0 ? args : [Date.now()], made),
	});
	// While the clock stands still nobody waits: what a device's socket gathers is stored at once. The type has a static
	// member of Node's that nobody here uses.
	globalThis.setTimeout = ((work: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
		realSetTimeout(work, isSimulated() ? 0 : ms, ...args)) as typeof setTimeout;
}
