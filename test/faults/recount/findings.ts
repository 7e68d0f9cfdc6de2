/** What the ledger and the server do not agree on, each as a sentence. */
export interface Findings {
	missing: string[];
	repeated: string[];
	/** There, and nobody was told so. */
	unasked: string[];
	miscounted: string[];
}

export const agreement = (): Findings => ({ missing: [], repeated: [], unasked: [], miscounted: [] });

/** Compares what must be there once with what is there. */
export function compare(what: string, expected: Iterable<string>, found: Iterable<string>, findings: Findings): void {
	const left = new Map<string, number>();
	for (const key of found) left.set(key, (left.get(key) ?? 0) + 1);
	for (const key of expected) {
		const count = left.get(key) ?? 0;
		left.delete(key);
		if (count === 0) findings.missing.push(`${what} ${key}`);
		if (count > 1) findings.repeated.push(`${what} ${key}: ${count} times`);
	}
	for (const key of left.keys()) findings.unasked.push(`${what} ${key}`);
}
