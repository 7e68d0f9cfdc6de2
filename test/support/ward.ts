import { env } from "cloudflare:workers";
import type { Severity } from "../../src/alert-engine/rules.ts";
import { type AlertStatus, alerts } from "../../src/alerts/table.ts";
import { database } from "../../src/db/client.ts";
import { patients, patientVitals } from "../../src/patients/table.ts";
import { unique } from "./factories.ts";

export interface Listed {
	severity: Severity;
	status: AlertStatus;
	/** Minutes ago. */
	opened: number;
}

/** A patient as the database would know them; minutes since the last reading, null without any. */
export interface Bed {
	alerts?: readonly Listed[];
	lastReading?: number | null;
	fields?: Partial<typeof patients.$inferInsert>;
	vitals?: Partial<typeof patientVitals.$inferInsert>;
}

const ago = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);

/** Puts patients into the database, and nothing into their objects; answers their ids. */
export async function newWard(beds: readonly Bed[]): Promise<number[]> {
	const db = database(env);
	const ids: number[] = [];
	for (const { alerts: listed = [], lastReading = null, fields = {}, vitals = {} } of beds) {
		const [patient] = await db
			.insert(patients)
			.values({ firstName: "Pat", lastName: unique(), ...fields })
			.returning();
		const patientId = patient?.id ?? 0;
		ids.push(patientId);
		if (lastReading !== null)
			await db
				.insert(patientVitals)
				.values({ patientId, lastReadingAt: ago(lastReading), lastHeartRate: 70, ...vitals });
		for (const [index, { severity, status, opened }] of listed.entries()) {
			const at = ago(opened);
			const facts = { kind: "above", threshold: 120, sustainedMinutes: 5, extreme: 140, version: 1 } as const;
			const rule = { ruleId: 1, ruleVersion: 1, startedAt: at, openedAt: at, updatedAt: at };
			const id = patientId * 1_000_000 + index + 1;
			await db.insert(alerts).values({ ...facts, ...rule, id, patientId, severity, status });
		}
	}
	return ids;
}
