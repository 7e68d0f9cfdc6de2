import { integer } from "drizzle-orm/sqlite-core";

/** An instant, kept as Unix milliseconds. */
export const instant = (name: string) => integer(name, { mode: "timestamp_ms" });

/** An instant that defaults to the moment of the insert. */
export const createdNow = (name: string) =>
	instant(name)
		.notNull()
		.$defaultFn(() => new Date());

export const flag = (name: string) => integer(name, { mode: "boolean" });

/** The integer key of every table: small, billed as one written row, and what the seeds' clients send. */
export const id = () => integer("id").primaryKey({ autoIncrement: true });
