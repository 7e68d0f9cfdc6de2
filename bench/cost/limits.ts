/** What one deployment can bear at most, from Cloudflare's pages on limits as of November 2026. */
export const CAPACITY = {
	/** D1 works on one thread; how long a statement takes there is assumed. */
	databaseStatementsPerSecond: 1_000,
	databaseBytes: 10e9,
	queueMessagesPerSecond: 5_000,
	/** An object that transforms and writes; one patient has one object. */
	objectRequestsPerSecond: 200,
	objectBytes: 10e9,
} as const;

/** What one patient asks of a deployment, on the average. */
export interface Load {
	databaseStatementsPerSecond: number;
	/** After a year. */
	databaseBytes: number;
	queueMessagesPerSecond: number;
}

export interface Limit {
	name: string;
	perPatient: number;
	capacity: number;
	/** With so many it is reached. */
	patients: number;
}

const limit = (name: string, perPatient: number, capacity: number): Limit => ({
	...{ name, perPatient, capacity },
	patients: perPatient > 0 ? Math.floor(capacity / perPatient) : Number.POSITIVE_INFINITY,
});

/** The limits of one deployment, that which comes first in front. */
export function limits(load: Load): Limit[] {
	return [
		limit("D1 statements a second", load.databaseStatementsPerSecond, CAPACITY.databaseStatementsPerSecond),
		limit("D1 bytes, after a year", load.databaseBytes, CAPACITY.databaseBytes),
		limit("Queue messages a second", load.queueMessagesPerSecond, CAPACITY.queueMessagesPerSecond),
	].sort((one, other) => one.patients - other.patients);
}
