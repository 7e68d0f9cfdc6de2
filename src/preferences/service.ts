import { eq, sql } from "drizzle-orm";
import { auditRow } from "../audit/service.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic } from "../db/client.ts";
import { staleProblem } from "../db/versions.ts";
import { DEFAULT_PREFERENCES } from "../notifications/channels.ts";
import type { PreferencesBody } from "./schema.ts";
import { notificationPreferences } from "./table.ts";

/** How the actor wants to be reached; version 0 while these are the defaults. */
export async function getPreferences({ db, actor }: ServiceContext) {
	const row = await db.select().from(notificationPreferences).where(eq(notificationPreferences.userId, actor.id)).get();
	const { email, quietHours } = row ?? DEFAULT_PREFERENCES;
	return { email, quiet_hours: quietHours, version: row?.version ?? 0 };
}

/** Replaces the actor's preferences. Throws `precondition_failed` where they are not at the `expected` version. */
export async function setPreferences(context: ServiceContext, body: PreferencesBody, expected?: number) {
	const { db, actor, origin } = context;
	const before = await getPreferences(context);
	const fields = (["email", "quiet_hours"] as const).filter(
		(name) => JSON.stringify(before[name]) !== JSON.stringify(body[name]),
	);
	// Like nextVersion, but for a row that may not be there yet.
	const version = sql<number>`(select case when ${expected === undefined} or coalesce(max(version), 0) = ${expected ?? 0}
		then coalesce(max(version), 0) + 1 end from notification_preferences where user_id = ${actor.id})`;
	const values = { email: body.email, quietHours: body.quiet_hours, updatedAt: new Date() };
	await atomic(db, [
		db
			.insert(notificationPreferences)
			.values({ ...values, userId: actor.id, version })
			.onConflictDoUpdate({
				target: notificationPreferences.userId,
				set: { ...values, version: sql`excluded.version` },
			}),
		auditRow(db, { actor, origin, action: "preferences.edit", entity: "user", entityId: actor.id, fields }),
	]).catch((error) => {
		throw staleProblem(error);
	});
	return getPreferences(context);
}
