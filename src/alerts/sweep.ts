import { and, eq, isNull, lt } from "drizzle-orm";
import { database } from "../db/client.ts";
import { learnPlaces, monitorOf } from "../monitor/stub.ts";
import { patients, patientVitals } from "../patients/table.ts";

/** An object that is so late has lost its alarm. */
const LATE_MS = 2 * 60_000;
/** As many as one minute's turn wakes; the others have theirs. */
const MOST = 100;
const AT_ONCE = 6;

/**
 * Wakes the objects that should have done something two minutes ago: the platform has been known to lose an alarm, and
 * a watch over silence must not be silent itself. One that fails keeps no other from being woken; throws at the end.
 */
export async function wakeOverdue(env: Env): Promise<void> {
	const late = await database(env)
		.select({ id: patientVitals.patientId })
		.from(patientVitals)
		.innerJoin(patients, and(eq(patients.id, patientVitals.patientId), isNull(patients.deletedAt)))
		.where(lt(patientVitals.nextDueAt, new Date(Date.now() - LATE_MS)))
		.orderBy(patientVitals.nextDueAt)
		.limit(MOST);
	await learnPlaces(
		env,
		late.map(({ id }) => id),
	);
	const failures: unknown[] = [];
	for (let from = 0; from < late.length; from += AT_ONCE) {
		const woken = late.slice(from, from + AT_ONCE).map(async ({ id }) => (await monitorOf(env, id)).wake());
		for (const end of await Promise.allSettled(woken)) if (end.status === "rejected") failures.push(end.reason);
	}
	if (failures.length > 0) throw new AggregateError(failures, `${failures.length} objects could not be woken`);
}
