import { AsyncLocalStorage } from "node:async_hooks";
import { type Counts, emptyTally, type Source, type Tally } from "./counts.ts";

const source = new AsyncLocalStorage<Source>();
let tally = emptyTally();
let underway = 0;

/** What was counted since the last reset. */
export const counted = (): Tally => tally;

export function reset(): void {
	tally = emptyTally();
}

/** Adds to what is counted of whoever is at work. */
export function count(name: keyof Counts, by = 1, of = current()): void {
	tally[of][name] += by;
}

/** Work that nobody has claimed was called for by a Worker. */
export const current = (): Source => source.getStore() ?? "call";

/** Does work in the name of a source, so many invocations of it. */
export function as<T>(name: Source, invocations: number, work: () => T): T {
	count("invocations", invocations, name);
	return source.run(name, work);
}

/** Notes that something is under way until the promise settles. */
export function during<T>(promise: Promise<T>): Promise<T> {
	underway += 1;
	const done = () => {
		underway -= 1;
	};
	promise.then(done, done);
	return promise;
}

/** Waits until nothing is under way, in the background either. */
export async function quiet(): Promise<void> {
	for (let still = 0; still < 3; still = underway > 0 ? 0 : still + 1) await scheduler.wait(0);
}
