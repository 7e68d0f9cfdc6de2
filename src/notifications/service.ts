import { and, desc, eq } from "drizzle-orm";
import type { ServiceContext } from "../auth/service-context.ts";
import { listFrom } from "../db/list.ts";
import { problem } from "../http/problem.ts";
import type { ListNotificationsQuery } from "./schema.ts";
import { notifications } from "./table.ts";

function notificationAnswer(row: typeof notifications.$inferSelect) {
	return {
		id: row.id,
		notification_type: row.notificationType,
		title: row.title,
		message: row.message,
		is_read: row.isRead,
		created_at: row.createdAt.toISOString(),
		data: row.data,
	};
}

/** The actor's own inbox, newest first. */
export function listNotifications({ db, actor }: ServiceContext, query: ListNotificationsQuery) {
	const where = and(
		eq(notifications.recipientId, actor.id),
		query.is_read === undefined ? undefined : eq(notifications.isRead, query.is_read),
	);
	return listFrom(db, {
		query: () => db.select().from(notifications).$dynamic(),
		where,
		id: notifications.id,
		order: [desc(notifications.id)],
		answer: notificationAnswer,
	});
}

/** Marks one of the actor's own as read; again is harmless. Another's is `not_found`. */
export async function markRead({ db, actor }: ServiceContext, id: number): Promise<void> {
	const own = and(eq(notifications.id, id), eq(notifications.recipientId, actor.id));
	const marked = await db.update(notifications).set({ isRead: true }).where(own).returning({ id: notifications.id });
	if (marked.length === 0) throw problem("not_found");
}

/** Marks the whole inbox as read; answers how many were unread. */
export async function markAllRead({ db, actor }: ServiceContext): Promise<number> {
	const unread = and(eq(notifications.recipientId, actor.id), eq(notifications.isRead, false));
	const marked = await db.update(notifications).set({ isRead: true }).where(unread).returning({ id: notifications.id });
	return marked.length;
}
