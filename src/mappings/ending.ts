import { type SQL, sql } from "drizzle-orm";
import { auditRows } from "../audit/service.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import type { Statement } from "../db/client.ts";
import { announceEnd } from "./events.ts";
import { mappings } from "./table.ts";

/** The statements that end all of these mappings, care and wishes alike: for the batch of whatever puts an end to them. */
export function mappingsEnd(context: ServiceContext, where: SQL): Statement[] {
	const { db, actor, origin } = context;
	const now = new Date();
	return [
		// First: after the update nothing tells these from what had ended before.
		announceEnd(context, where),
		auditRows(
			db,
			{ actor, origin, action: "mapping.end", entity: "mapping" },
			sql`select id, patient_id from mappings where ${where}`,
		),
		db.update(mappings).set({ status: "ended", endedAt: now, updatedAt: now, version: sql`version + 1` }).where(where),
	];
}
