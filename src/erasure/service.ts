import { and, eq, isNotNull, isNull, ne } from "drizzle-orm";
import { users } from "../accounts/table.ts";
import { auditRow } from "../audit/service.ts";
import { renewEnded } from "../auth/ended-sessions.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic, type Database, type Statement } from "../db/client.ts";
import { files } from "../files/table.ts";
import { problem } from "../http/problem.ts";
import { monitorOf } from "../monitor/stub.ts";
import { patients, patientVitals } from "../patients/table.ts";
import { emptiedAccount, isPatientAlone } from "./account.ts";
import { countParts, deletionOf, partsOf } from "./rows.ts";

/** As many as R2 deletes at once. */
const MOST_KEYS = 1_000;

/** From then on no restore brings the patient back. Throws `not_found`, or `conflict` where they were not deleted. */
async function begin(db: Database, id: number) {
	const patient = await db.select().from(patients).where(eq(patients.id, id)).get();
	if (!patient) throw problem("not_found");
	if (!patient.deletedAt) throw problem("conflict", { detail: "Delete the patient first." });
	const unmarked = and(eq(patients.id, id), isNotNull(patients.deletedAt), isNull(patients.erasingSince));
	await db.update(patients).set({ erasingSince: new Date() }).where(unmarked);
	const marked = await db.select({ at: patients.erasingSince }).from(patients).where(eq(patients.id, id)).get();
	if (!marked?.at) throw problem("conflict", { detail: "The patient was restored meanwhile." });
	return patient;
}

async function eraseFiles({ db, env }: ServiceContext, patientId: number): Promise<void> {
	const keys = await db.select({ key: files.key }).from(files).where(eq(files.patientId, patientId));
	for (let from = 0; from < keys.length; from += MOST_KEYS)
		await env.FILES.delete(keys.slice(from, from + MOST_KEYS).map(({ key }) => key));
}

/** What becomes of the patient's login, if they have one: the statements, and its name in the receipt. */
async function accountPart(
	db: Database,
	{ id, userId }: { id: number; userId: number | null },
): Promise<{ statements: Statement[]; accounts: number }> {
	const user = userId === null ? undefined : await db.select().from(users).where(eq(users.id, userId)).get();
	if (!user || !isPatientAlone(user.roles)) return { statements: [], accounts: 0 };
	// Who keeps other patients' records is their only way to them.
	if ((await db.$count(patients, and(eq(patients.ownerId, user.id), ne(patients.id, id)))) > 0)
		return { statements: [], accounts: 0 };
	return { statements: emptiedAccount(db, user.id), accounts: 1 };
}

/**
 * Erases a deleted patient for good: files, the patient's object with all readings and alerts, every row, and the login
 * that is there for them alone. What is left is the audit trail, which gets a receipt of how much there was. Whatever
 * fails on the way, the same call goes on with it. Throws `not_found`, or `conflict` for who was not deleted before.
 */
export async function erasePatient(context: ServiceContext, id: number) {
	const { db, env, actor, origin } = context;
	const { userId } = await begin(db, id);
	const parts = partsOf(id);
	const vitals = await db.select().from(patientVitals).where(eq(patientVitals.patientId, id)).get();
	await eraseFiles(context, id);
	// An object that was erased by a call before this one has no count any more.
	const readings = Math.max(await (await monitorOf(env, id)).erase(), vitals?.readingCount ?? 0);
	const { statements, accounts } = await accountPart(db, { id, userId });
	const erased = { readings, ...(await countParts(db, parts)), accounts };
	const fields = Object.entries(erased).map(([name, count]) => `${name}: ${count}`);
	await atomic(db, [
		auditRow(db, { actor, origin, action: "patient.erase", entity: "patient", entityId: id, patientId: id, fields }),
		...deletionOf(db, parts),
		...statements,
	]);
	if (accounts > 0) await renewEnded(db);
	return { patient: id, erased, request_id: origin.requestId };
}
