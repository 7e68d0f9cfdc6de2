import { sqliteTable, text } from "drizzle-orm/sqlite-core";
import { createdNow, id } from "../db/columns.ts";
import type { QueuedEvent } from "../notifications/events.ts";

/** Events on their way to the Queue, written in the same batch as the change that they tell of. */
export const outbox = sqliteTable("outbox", {
	id: id(),
	event: text("event", { mode: "json" }).$type<QueuedEvent>().notNull(),
	createdAt: createdNow("created_at"),
});
