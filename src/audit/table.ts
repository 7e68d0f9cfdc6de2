import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { createdNow, id } from "../db/columns.ts";

/** Who did what to whom, written in the same batch as the change. No foreign keys: the trail outlives its subjects. */
export const audit = sqliteTable(
	"audit",
	{
		id: id(),
		at: createdNow("at"),
		actorId: integer("actor_id"),
		action: text("action").notNull(),
		entity: text("entity").notNull(),
		entityId: text("entity_id"),
		patientId: integer("patient_id"),
		/** Names of the fields that changed, never their values; of what was erased, how much of what. */
		fields: text("fields", { mode: "json" }).$type<string[]>(),
		requestId: text("request_id"),
		/** Where the request came from. */
		address: text("address"),
	},
	(table) => [
		index("audit_patient").on(table.patientId, table.at),
		index("audit_actor").on(table.actorId, table.at),
		index("audit_action").on(table.action, table.at),
		index("audit_at").on(table.at),
	],
);
