import { and, inArray, lt } from "drizzle-orm";
import { patientAccesses } from "./accesses/table.ts";
import { failedSignIns } from "./accounts/table.ts";
import { oneTimeCodes } from "./credentials/table.ts";
import { atomic, type Database } from "./db/client.ts";
import { deliveries } from "./deliveries/table.ts";
import { eraseLeftBehind } from "./files/erasing.ts";
import { mails } from "./mail/table.ts";
import { oidcAttempts } from "./oidc/table.ts";
import { personalTokens } from "./personal-tokens/table.ts";
import { sessions } from "./sessions/table.ts";
import { streamTickets, wardAlerts } from "./streams/table.ts";
import { webhookAttempts } from "./webhooks/table.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long what can no longer be used is kept for whoever looks into an incident. */
const KEPT_MS = 30 * DAY_MS;
/** How long it is known what was sent to whom. */
const SENT_KEPT_MS = 90 * DAY_MS;
/** How long a patient can see who looked at their data: as the European Health Data Space wants it. */
const ACCESSES_KEPT_MS = 3 * 366 * DAY_MS;
/** How many of those one night looks at: more than a day brings, and no index has to be kept for it. */
const OLDEST_ACCESSES = 50_000;

/** Forgets what is of no use any more. Nothing that a person wrote or kept, and nothing of the audit trail. */
export async function cleanUp(db: Database, bucket: R2Bucket): Promise<void> {
	const now = new Date();
	const monthAgo = new Date(now.getTime() - KEPT_MS);
	const seasonAgo = new Date(now.getTime() - SENT_KEPT_MS);
	const yearsAgo = new Date(now.getTime() - ACCESSES_KEPT_MS);
	const oldest = db.select({ id: patientAccesses.id }).from(patientAccesses).orderBy(patientAccesses.id);
	await atomic(db, [
		db.delete(sessions).where(lt(sessions.expiresAt, monthAgo)),
		db.delete(personalTokens).where(lt(personalTokens.expiresAt, monthAgo)),
		db.delete(mails).where(lt(mails.sentAt, monthAgo)),
		db.delete(webhookAttempts).where(lt(webhookAttempts.at, seasonAgo)),
		db.delete(deliveries).where(lt(deliveries.createdAt, seasonAgo)),
		db.delete(oneTimeCodes).where(lt(oneTimeCodes.expiresAt, now)),
		db.delete(streamTickets).where(lt(streamTickets.expiresAt, now)),
		db.delete(wardAlerts).where(lt(wardAlerts.createdAt, monthAgo)),
		db
			.delete(patientAccesses)
			.where(and(inArray(patientAccesses.id, oldest.limit(OLDEST_ACCESSES)), lt(patientAccesses.lastAt, yearsAgo))),
		db.delete(oidcAttempts).where(lt(oidcAttempts.expiresAt, now)),
		db.delete(failedSignIns).where(lt(failedSignIns.until, now)),
	]);
	await eraseLeftBehind(bucket, db);
}
