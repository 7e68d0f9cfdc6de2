import { and, eq } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { notificationEvent } from "./events.ts";
import { recipients } from "./recipients.ts";
import { notifications } from "./table.ts";

/**
 * What an event has put into a person's inbox, if it still concerns them: whoever has lost sight of the patient since is
 * told nothing more.
 */
export async function stillConcerning(db: Database, eventId: string, userId: number) {
	const row = await db
		.select()
		.from(notifications)
		.where(and(eq(notifications.eventId, eventId), eq(notifications.recipientId, userId)))
		.get();
	const event = notificationEvent.safeParse(row?.data);
	if (!row || !event.success) return undefined;
	return (await recipients(db, event.data)).includes(userId) ? row : undefined;
}
