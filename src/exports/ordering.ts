type Key = string | number | null;

const collator = new Intl.Collator("en", { numeric: false });

/** The order of two values as people expect it: nothing first, numbers by size, names by their letters. */
function compared(one: Key, other: Key): number {
	if (one === null || other === null) return Number(other === null) - Number(one === null);
	if (typeof one === "number" && typeof other === "number") return one - other;
	return collator.compare(String(one), String(other));
}

/** What a list can be ordered by, as `?ordering=` names it. */
export type Keys<T, K extends string> = Record<K, (row: T) => Key>;

/** The rows by `name` or `-name`; ties by their ids, in the same direction. Pure. */
export function ordered<T extends { id: number }, K extends string>(
	rows: readonly T[],
	ordering: K | `-${K}`,
	keys: Keys<T, K>,
): T[] {
	const isDescending = ordering.startsWith("-");
	// The cast only takes the sign off a member of the enum.
	const key = keys[(isDescending ? ordering.slice(1) : ordering) as K];
	const sign = isDescending ? -1 : 1;
	return rows.toSorted((one, other) => sign * (compared(key(one), key(other)) || one.id - other.id));
}
