import type { SQL } from "drizzle-orm";
import type { Actor } from "../auth/actor.ts";
import type { Database } from "../db/client.ts";
import { audit } from "./table.ts";

export interface AuditEntry {
	/** Null where nobody is signed in yet: a registration. */
	actor: Actor | null;
	action: string;
	entity: "user" | "session" | "patient" | "device";
	/** The row's id, or SQL that finds it within the same batch. */
	entityId: number | string | SQL<string>;
	patientId?: number | SQL<number> | null;
	/** Names of the fields that changed, never their values. */
	fields?: string[];
	requestId: string;
}

/** The statement that records who did what: put it into the same `atomic` as the change itself. */
export function auditRow(db: Database, { actor, entityId, patientId = null, fields = [], ...entry }: AuditEntry) {
	return db.insert(audit).values({
		...entry,
		actorId: actor?.kind === "user" ? actor.id : null,
		entityId: typeof entityId === "number" ? String(entityId) : entityId,
		patientId,
		fields,
	});
}
