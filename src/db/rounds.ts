import { Problem } from "../http/problem.ts";

/** How often those with whom somebody else was faster are decided on anew: more would be more than chance. */
const MOST_ROUNDS = 3;

/** What is to become of many items, as things are. */
interface Plan<T, V> {
	/** Of those on which nothing is to be written. */
	verdicts: ReadonlyMap<T, V>;
	/** The others: each portion is written whole, a verdict for each of its items, or refused whole by a `Problem`. */
	portions: { items: readonly T[]; write: () => Promise<readonly V[]> }[];
}

/** A `Problem` is no verdict: which of the items it is about nobody knows before they are decided on anew. */
async function attempted<V>(write: () => Promise<readonly V[]>): Promise<readonly V[] | undefined> {
	try {
		return await write();
	} catch (error) {
		if (error instanceof Problem) return undefined;
		throw error;
	}
}

/**
 * The verdict on each of many items, of which one that is refused holds up no other: decides on all, writes what may be
 * written, and decides anew on the portions that were refused because somebody else was faster.
 */
export async function inRounds<T, V>(
	items: Iterable<T>,
	plan: (open: T[]) => Promise<Plan<T, V>>,
	overtaken: () => V,
): Promise<Map<T, V>> {
	const found = new Map<T, V>();
	let open = [...items];
	for (let round = 0; round < MOST_ROUNDS && open.length > 0; round++) {
		const { verdicts, portions } = await plan(open);
		for (const [item, verdict] of verdicts) found.set(item, verdict);
		open = [];
		for (const { items, write } of portions) {
			const written = await attempted(write);
			if (written) for (const [index, item] of items.entries()) found.set(item, written[index] ?? overtaken());
			else open.push(...items);
		}
	}
	for (const item of open) found.set(item, overtaken());
	return found;
}
