import { randomUUID } from "node:crypto";
import { eq, inArray, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { users } from "../accounts/table.ts";
import { alertSnoozes } from "../alerts/table.ts";
import { audit } from "../audit/table.ts";
import type { Role } from "../auth/roles.ts";
import { oneTimeCodes } from "../credentials/table.ts";
import type { Database, Statement } from "../db/client.ts";
import { deadLetters } from "../dead-letters/table.ts";
import { mails } from "../mail/table.ts";
import { notifications } from "../notifications/table.ts";
import { identities } from "../oidc/table.ts";
import { outbox } from "../outbox/table.ts";
import { personalTokens } from "../personal-tokens/table.ts";
import { notificationPreferences } from "../preferences/table.ts";
import { sessions } from "../sessions/table.ts";
import { streamTickets } from "../streams/table.ts";
import { webhookAttempts, webhooks } from "../webhooks/table.ts";

/** Whether these are the roles of a login that may be there for its patient alone: whoever works here too keeps it. */
export const isPatientAlone = (roles: readonly Role[]): boolean =>
	roles.every((role) => role === "patient" || role === "user");

/** A mail to the account that waits, or that nobody could send. */
const isTo = (column: SQLiteColumn, userId: number) => sql`json_extract(${column}, '$.user_id') = ${userId}`;

/**
 * The statements that leave of an account no more than its number, to which the audit trail and what others wrote still
 * point: nobody can sign in, and nothing says who it was.
 */
export function emptiedAccount(db: Database, userId: number): Statement[] {
	const now = new Date();
	const own = db.select({ id: webhooks.id }).from(webhooks).where(eq(webhooks.ownerId, userId));
	return [
		// Kept until the nightly clean-up, and ended: that is what refuses the access tokens that are still good.
		db
			.update(sessions)
			.set({ endedAt: sql`coalesce(ended_at, ${now.getTime()})`, userAgent: null, place: null })
			.where(eq(sessions.userId, userId)),
		db.delete(personalTokens).where(eq(personalTokens.userId, userId)),
		db.delete(oneTimeCodes).where(eq(oneTimeCodes.userId, userId)),
		db.delete(identities).where(eq(identities.userId, userId)),
		db.delete(notificationPreferences).where(eq(notificationPreferences.userId, userId)),
		db.delete(streamTickets).where(eq(streamTickets.userId, userId)),
		db.delete(notifications).where(eq(notifications.recipientId, userId)),
		db.delete(alertSnoozes).where(eq(alertSnoozes.userId, userId)),
		db.delete(mails).where(eq(mails.userId, userId)),
		db.delete(outbox).where(isTo(outbox.event, userId)),
		db.delete(deadLetters).where(isTo(deadLetters.body, userId)),
		db.delete(webhookAttempts).where(inArray(webhookAttempts.webhookId, own)),
		db.delete(webhooks).where(eq(webhooks.ownerId, userId)),
		db.update(audit).set({ address: null }).where(eq(audit.actorId, userId)),
		db
			.update(users)
			.set({
				...{ username: `erased-${randomUUID()}`, email: null, phoneNumber: null, passwordHash: null, roles: [] },
				...{ firstName: "", lastName: "", gender: null, dateOfBirth: null, address: null, requestedRole: null },
				...{ isActive: false, isVerified: false, emailVerifiedAt: null, acceptedTermsAt: null },
				...{ firstLogin: null, lastLogin: null, version: sql`version + 1`, updatedAt: now },
			})
			.where(eq(users.id, userId)),
	];
}
