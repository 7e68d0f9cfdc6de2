import { waitUntil } from "cloudflare:workers";
import { and, inArray, sql } from "drizzle-orm";
import { visiblePatients } from "../auth/access.ts";
import { primaryRole } from "../auth/roles.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { idsIn } from "../db/ids.ts";
import { patients } from "../patients/table.ts";
import { type AccessKind, patientAccesses } from "./table.ts";

const HOUR_MS = 60 * 60 * 1000;

/** The hour (Unix ms) whose looks are one entry. */
export const hourOf = (at: number): number => at - (at % HOUR_MS);

const MOST_ATTEMPTS = 3;
const PAUSE_MS = 200;

type Onlooker = Pick<ServiceContext, "db" | "actor">;

/** The statement that counts a look at each of these; none of who sees nothing there, or is the patient. */
function entries({ db, actor }: Onlooker, patientIds: readonly number[], kind: AccessKind, at: number) {
	const looked = and(
		inArray(patients.id, idsIn(patientIds)),
		visiblePatients(db, actor),
		sql`${patients.userId} is not ${actor.id}`,
	);
	const { patientId: ofPatient, hour, userId, kind: ofKind, count } = patientAccesses;
	// Drizzle names every column of the table, so each must be selected; a null id is given by the database.
	return db
		.insert(patientAccesses)
		.select(
			sql`select null, ${patients.id}, ${actor.id}, ${primaryRole(actor.roles)}, ${kind}, ${hourOf(at)}, ${at}, ${at}, 1
				from patients where ${looked}`,
		)
		.onConflictDoUpdate({
			target: [ofPatient, hour, userId, ofKind],
			set: { lastAt: new Date(at), count: sql`${count} + 1` },
		});
}

async function written(onlooker: Onlooker, patientIds: readonly number[], kind: AccessKind): Promise<void> {
	const at = Date.now();
	for (let attempt = 1; ; attempt++) {
		try {
			await entries(onlooker, patientIds, kind, at);
			return;
		} catch (error) {
			if (attempt === MOST_ATTEMPTS) {
				for (const patient of patientIds) logged(error, { user: onlooker.actor.id, patient, kind, at });
				return;
			}
			await scheduler.wait(attempt * PAUSE_MS);
		}
	}
}

/** So that the entry is at least there: ids alone. */
function logged(error: unknown, access: { user: number; patient: number; kind: AccessKind; at: number }): void {
	const name = error instanceof Error ? error.name : "unknown";
	console.error(JSON.stringify({ level: "error", at: "note access", error: name, access }));
}

/**
 * Notes, in the background, that the actor looks at a patient's data; of the patient themself nothing. Every service that
 * answers what is kept of one patient calls it: test/contract/accesses.test.ts knows.
 */
export function noteAccess(onlooker: Onlooker, patientId: number, kind: AccessKind): void {
	if (onlooker.actor.patientId !== patientId) waitUntil(written(onlooker, [patientId], kind));
}

/** The same of several patients, each of whom the actor has named. */
export function noteAccesses(onlooker: Onlooker, patientIds: readonly number[], kind: AccessKind): void {
	waitUntil(written(onlooker, patientIds, kind));
}
