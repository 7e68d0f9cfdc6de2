/** Who did the work: a Worker's request, a call of an object, its alarm, a message on its socket, a queue, the clock. */
export const SOURCES = ["request", "call", "alarm", "socket", "queue", "cron"] as const;
export type Source = (typeof SOURCES)[number];

/** What is counted of each source. */
export const COUNTED = [
	/** Requests, alarms that came, incoming socket messages, messages of a queue, cron runs; none for `call`. */
	"invocations",
	/** Calls of objects, by method or `fetch`. */
	"objectCalls",
	/** Stretches without an `await` in which an object wrote: at least as many as commits. */
	"commits",
	"objectRowsRead",
	"objectRowsWritten",
	/** Each is billed as one more row written. */
	"alarmsSet",
	/** Statements, those of a batch one by one. */
	"databaseQueries",
	"databaseRowsRead",
	"databaseRowsWritten",
	"queueMessages",
] as const;
export type Counts = Record<(typeof COUNTED)[number], number>;

export type Tally = Record<Source, Counts>;

const countsOf = (value: (name: keyof Counts) => number): Counts =>
	// `fromEntries` forgets which keys it was given.
	Object.fromEntries(COUNTED.map((name) => [name, value(name)])) as Counts;

export const nothing = (): Counts => countsOf(() => 0);

export const emptyTally = (): Tally => Object.fromEntries(SOURCES.map((source) => [source, nothing()])) as Tally;

export const plus = (one: Counts, other: Counts): Counts => countsOf((name) => one[name] + other[name]);

export const times = (counts: Counts, factor: number): Counts => countsOf((name) => counts[name] * factor);

/** What these sources did together. */
export const sumOf = (tally: Tally, sources: readonly Source[] = SOURCES): Counts =>
	sources.map((source) => tally[source]).reduce(plus, nothing());
