import { eq, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { doctorRevision } from "./table.ts";

/** The statement for each batch that changes what the list of doctors shows. */
export const raiseRevision = (db: Database) =>
	db.update(doctorRevision).set({ revision: sql`revision + 1` }).where(eq(doctorRevision.id, 1));

/** How often the list of doctors has changed so far: one row is read. */
export async function currentRevision(db: Database): Promise<number> {
	const row = await db.select().from(doctorRevision).where(eq(doctorRevision.id, 1)).get();
	return row?.revision ?? 0;
}
