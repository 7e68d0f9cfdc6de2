import { type SQL, sql } from "drizzle-orm";
import type { DeviceActor, UserActor } from "../auth/actor.ts";
import type { Origin } from "../auth/origin.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import type { Database } from "../db/client.ts";
import { audit } from "./table.ts";

export interface AuditEntry {
	/** Null where nobody is signed in: a registration, a failed sign-in. */
	actor: Pick<UserActor, "kind" | "id"> | DeviceActor | null;
	/** `<what>.<done>`: `patient.edit`, `session.failure`; or SQL whose null refuses the whole batch. */
	action: string | SQL<string>;
	entity:
		| "user"
		| "session"
		| "personal-token"
		| "patient"
		| "device"
		| "doctor"
		| "mapping"
		| "appointment"
		| "record"
		| "comment"
		| "allergy"
		| "medication"
		| "assessment"
		| "assessment-type"
		| "file"
		| "alert-rule"
		| "alert"
		| "webhook"
		| "dead-letter"
		| "route";
	/** The row's id, or SQL that finds it within the same batch; null where there is none. */
	entityId: number | string | SQL<string> | null;
	patientId?: number | SQL<number> | null;
	/** Names of the fields that changed, never their values; of what was erased, how much of what. */
	fields?: string[];
	origin: Origin;
}

/** The statement that records who did what: put it into the same `atomic` as the change itself. */
export function auditRow(
	db: Database,
	{ actor, entityId, patientId = null, fields = [], origin, ...entry }: AuditEntry,
) {
	return db.insert(audit).values({
		...entry,
		actorId: actor?.kind === "user" ? actor.id : null,
		entityId: typeof entityId === "number" ? String(entityId) : entityId,
		patientId,
		fields,
		requestId: origin.requestId,
		address: origin.address,
	});
}

/** An entry of what is written in another store than the trail, with which it is kept until the trail has it. */
export interface AuditNote {
	/** Unix ms. */
	at: number;
	actorId: number;
	action: string;
	entity: Extract<AuditEntry["entity"], "patient" | "alert-rule" | "alert">;
	entityId: number;
	patientId: number;
	/** As of an entry. */
	fields: string[];
	requestId: string;
	address: string | null;
}

/** Who does something in another store, and what the trail is to say of it. */
export const doerOf = ({ actor, origin }: ServiceContext, action: string, fields: string[] = []) => ({
	...{ actorId: actor.id, action, fields, requestId: origin.requestId, address: origin.address },
});

/** The statement that records a note; one that was recorded before changes nothing. */
export function auditNoteRow(
	db: Database,
	{ at, actorId, action, entity, entityId, patientId, fields, requestId, address }: AuditNote,
) {
	const id = String(entityId);
	return db.insert(audit).select(sql`select null, ${at}, ${actorId}, ${action}, ${entity}, ${id}, ${patientId},
		${JSON.stringify(fields)}, ${requestId}, ${address} where not exists (select 1 from audit known
		where known.patient_id = ${patientId} and known.at = ${at} and known.action = ${action} and known.entity_id = ${id}
		and known.request_id = ${requestId})`);
}

/**
 * The statement that records the same of many rows: `source` selects the `id` and `patient_id` of each, as they are at
 * this point of the batch.
 */
export function auditRows(
	db: Database,
	{ actor, action, entity, origin }: Pick<AuditEntry, "actor" | "action" | "entity" | "origin">,
	source: SQL,
) {
	const actorId = actor?.kind === "user" ? actor.id : null;
	// Drizzle names every column of the table, so each must be selected; a null id is given by the database.
	return db.insert(audit).select(sql`select null, ${Date.now()}, ${actorId}, ${action}, ${entity}, id, patient_id, '[]',
		${origin.requestId}, ${origin.address} from (${source})`);
}
