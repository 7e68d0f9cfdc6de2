import { and, count, desc, eq } from "drizzle-orm";
import type { ServiceContext } from "../auth/service-context.ts";
import { limits } from "../http/paging.ts";
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

/** One page of the actor's own inbox, newest first, and how many there are. */
export async function listNotifications({ db, actor }: ServiceContext, query: ListNotificationsQuery) {
	const where = and(
		eq(notifications.recipientId, actor.id),
		query.is_read === undefined ? undefined : eq(notifications.isRead, query.is_read),
	);
	const { limit, offset } = limits(query);
	const [rows, total] = await Promise.all([
		db.select().from(notifications).where(where).orderBy(desc(notifications.id)).limit(limit).offset(offset),
		db.select({ total: count() }).from(notifications).where(where).get(),
	]);
	return { count: total?.total ?? 0, results: rows.map(notificationAnswer) };
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
