import { and, eq, inArray, isNull, lt, sql } from "drizzle-orm";
import { auditRow } from "../audit/service.ts";
import { audit } from "../audit/table.ts";
import { mayEditDoctor, patientRight } from "../auth/policy.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic, type Database } from "../db/client.ts";
import { goneProblem } from "../db/guards.ts";
import { problem } from "../http/problem.ts";
import { mayDelete } from "./rights.ts";
import { type FileRow, visibleFile } from "./service.ts";
import { files } from "./table.ts";

/** How long a file may be hidden before it is taken for left behind: no upload lasts so long. */
const LEFT_BEHIND_MS = 24 * 60 * 60 * 1000;
/** Fewer than the parameters of a statement. */
const BATCH = 50;

type Stored = Pick<FileRow, "id" | "key">;

/** Erases hidden files for good: the bytes first, so that there are never any that no row knows. */
async function erase(bucket: R2Bucket, db: Database, hidden: readonly Stored[]): Promise<void> {
	if (hidden.length === 0) return;
	await bucket.delete(hidden.map(({ key }) => key));
	const ids = hidden.map(({ id }) => id);
	await db.delete(files).where(inArray(files.id, ids));
}

/** Erases hidden files, or leaves them to the nightly clean-up: nobody sees them any more either way. */
export async function eraseNow(env: Env, db: Database, hidden: readonly Stored[]): Promise<void> {
	await erase(env.FILES, db, hidden).catch((error) => {
		const name = error instanceof Error ? error.name : "unknown";
		console.error(JSON.stringify({ level: "error", at: "files", ids: hidden.map(({ id }) => id), error: name }));
	});
}

/** Erases what was hidden long ago: uploads that were never completed, and deletions that stopped half-way. */
export async function eraseLeftBehind(bucket: R2Bucket, db: Database): Promise<void> {
	const longAgo = new Date(Date.now() - LEFT_BEHIND_MS);
	for (;;) {
		const hidden = await db
			.select({ id: files.id, key: files.key })
			.from(files)
			.where(lt(files.deletedAt, longAgo))
			.limit(BATCH);
		if (hidden.length === 0) return;
		await erase(bucket, db, hidden);
	}
}

/** Throws `forbidden` unless the actor may delete this file, which they see. */
function mustBeDeletable(
	{ actor }: ServiceContext,
	{ file, patient, doctor }: Awaited<ReturnType<typeof visibleFile>>,
) {
	const allowed = patient
		? mayDelete(actor, patientRight(actor, patient), file)
		: doctor !== null && mayEditDoctor(actor, doctor);
	if (!allowed) throw problem("forbidden", { detail: "You may not delete this file." });
}

/** Deletes a file for good. */
export async function deleteFile(context: ServiceContext, id: number): Promise<void> {
	const { db, env, actor, origin } = context;
	const found = await visibleFile(context, id);
	mustBeDeletable(context, found);
	const { patientId, kind } = found.file;
	// Of two at once the second finds no row any more, or a hidden one: its null is refused.
	const there = and(eq(files.id, id), isNull(files.deletedAt));
	const action = sql<string>`(select 'file.delete' from files where ${there})`;
	await atomic(db, [
		auditRow(db, { actor, origin, action, entity: "file", entityId: id, patientId, fields: [kind] }),
		db.update(files).set({ deletedAt: new Date() }).where(eq(files.id, id)),
	]).catch((error) => {
		throw goneProblem(error, audit.action);
	});
	await eraseNow(env, db, [found.file]);
}
