/** Bytes of a GB, as the platform bills them. */
const GB = 1e9;
const MILLION = 1e6;

/**
 * List prices of Workers Paid in dollars, without what the five dollars a month include; from Cloudflare's pricing pages as
 * of November 2026. A usage is counted in each meter's own unit.
 */
export const PRICES = {
	workerRequests: { name: "Worker requests", dollars: 0.3, per: MILLION },
	workerCpuMs: { name: "Worker CPU, ms", dollars: 0.02, per: MILLION },
	/** Calls, alarms and a twentieth of the incoming socket messages. */
	objectRequests: { name: "Object requests", dollars: 0.15, per: MILLION },
	objectGbSeconds: { name: "Object duration, GB-s", dollars: 12.5, per: MILLION },
	objectRowsRead: { name: "Object rows read", dollars: 0.001, per: MILLION },
	/** Rows of tables and of indexes, deletions too, and one for each alarm that is set. */
	objectRowsWritten: { name: "Object rows written", dollars: 1, per: MILLION },
	/** Bytes kept for a month. */
	objectBytes: { name: "Object storage, bytes", dollars: 0.2, per: GB },
	databaseRowsRead: { name: "D1 rows read", dollars: 0.001, per: MILLION },
	databaseRowsWritten: { name: "D1 rows written", dollars: 1, per: MILLION },
	databaseBytes: { name: "D1 storage, bytes", dollars: 0.75, per: GB },
	/** Three for each message: written, read, deleted. */
	queueOperations: { name: "Queue operations", dollars: 0.4, per: MILLION },
} as const;

export type Meter = keyof typeof PRICES;
