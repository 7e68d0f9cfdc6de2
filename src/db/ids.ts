import { type SQL, sql } from "drizzle-orm";

/** What `inArray` looks in: one parameter, however many ids, where a statement takes a hundred. */
export const idsIn = (ids: readonly number[]): SQL => sql`(select value from json_each(${JSON.stringify(ids)}))`;
