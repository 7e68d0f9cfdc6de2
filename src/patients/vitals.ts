import { and, eq, isNull, sql } from "drizzle-orm";
import { atomic, type Database } from "../db/client.ts";
import { devices } from "../devices/table.ts";
import type { Vitals } from "../monitor/vitals.ts";
import { patients, patientVitals } from "./table.ts";

/** What a patient's object must know before its first reading. Asked once; later changes are told to it. */
export async function patientFacts(
	db: Database,
	patientId: number,
): Promise<{ timezone: string; active: boolean } | undefined> {
	const row = await db
		.select({ timezone: patients.timezone, deletedAt: patients.deletedAt })
		.from(patients)
		.where(eq(patients.id, patientId))
		.get();
	return row && { timezone: row.timezone, active: row.deletedAt === null };
}

/** Keeps when a patient's object has something to do (Unix ms), ahead of its next vitals. */
export async function pushDue(db: Database, patientId: number, dueAt: number): Promise<void> {
	const nextDueAt = new Date(dueAt);
	await db
		.insert(patientVitals)
		.values({ patientId, nextDueAt })
		.onConflictDoUpdate({ target: patientVitals.patientId, set: { nextDueAt } });
}

/** Keeps the newest vitals of a patient and the last activity of their devices. */
export async function pushVitals(db: Database, patientId: number, vitals: Vitals): Promise<void> {
	const { last, day, today, readingCount, trend, activity, dueAt } = vitals;
	const row = {
		lastReadingAt: last && new Date(last.at),
		lastHeartRate: last?.bpm ?? null,
		day,
		todayMin: today?.min ?? null,
		todayMax: today?.max ?? null,
		todayAvg: today?.avg ?? null,
		todayCount: today?.count ?? 0,
		readingCount,
		trend,
		nextDueAt: dueAt === null ? null : new Date(dueAt),
		// The database's own order, not the objects' clocks: none may come to light behind one that was seen.
		change: sql<number>`(select coalesce(max(change), 0) + 1 from patient_vitals)`,
		updatedAt: new Date(),
	};
	await atomic(db, [
		db
			.insert(patientVitals)
			.values({ patientId, ...row })
			.onConflictDoUpdate({ target: patientVitals.patientId, set: row }),
		...activity.map(({ deviceId, at }) =>
			db
				.update(devices)
				.set({ lastActivity: new Date(at) })
				.where(and(eq(devices.id, deviceId), eq(devices.patientId, patientId), isNull(devices.deletedAt))),
		),
	]);
}
