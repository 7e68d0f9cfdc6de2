import { and, desc, eq, gte, isNotNull, isNull, lte, sql } from "drizzle-orm";
import { users } from "../accounts/table.ts";
import { auditRow } from "../audit/service.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic, notNullViolation } from "../db/client.ts";
import { listFrom } from "../db/list.ts";
import { settings } from "../env.ts";
import { firstOf, lastOf } from "../http/filters.ts";
import { problem } from "../http/problem.ts";
import { queuedEvent } from "../notifications/events.ts";
import { outboxRowFrom } from "../outbox/service.ts";
import type { ListDeadLettersQuery } from "./schema.ts";
import { deadLetters } from "./table.ts";

/** What the message says that it is; null where it is none of ours. */
const type = sql<string | null>`case when json_type(${deadLetters.body}, '$.type') = 'text'
	then ${deadLetters.body} ->> 'type' end`;

interface Row {
	letter: typeof deadLetters.$inferSelect;
	type: string | null;
	replayedByName: string | null;
}

function deadLetterAnswer({ letter: row, type, replayedByName }: Row) {
	return {
		id: row.id,
		queue: row.queue,
		status: row.replayedAt === null ? ("waiting" as const) : ("replayed" as const),
		type,
		body: row.body,
		created_at: row.createdAt.toISOString(),
		replayed_at: row.replayedAt?.toISOString() ?? null,
		replayed_by: row.replayedBy,
		replayed_by_name: replayedByName,
	};
}

function query({ db }: ServiceContext) {
	return db
		.select({ letter: deadLetters, type, replayedByName: users.username })
		.from(deadLetters)
		.leftJoin(users, eq(users.id, deadLetters.replayedBy));
}

async function findDeadLetter(context: ServiceContext, id: number) {
	const row = await query(context).where(eq(deadLetters.id, id)).get();
	if (!row) throw problem("not_found");
	return row;
}

/** One of the messages that went no further; else `not_found`. */
export const getDeadLetter = async (context: ServiceContext, id: number) =>
	deadLetterAnswer(await findDeadLetter(context, id));

/** The messages that went no further, newest first. */
export function listDeadLetters(context: ServiceContext, wanted: ListDeadLettersQuery) {
	const { queue, status, from, to } = wanted;
	const { clinicTimezone: zone } = settings(context.env);
	const isReplayed = status === "replayed" ? isNotNull(deadLetters.replayedAt) : isNull(deadLetters.replayedAt);
	const where = and(
		queue && eq(deadLetters.queue, queue),
		status && isReplayed,
		wanted.type ? eq(type, wanted.type) : undefined,
		from ? gte(deadLetters.createdAt, firstOf(from, zone)) : undefined,
		to ? lte(deadLetters.createdAt, lastOf(to, zone)) : undefined,
	);
	return listFrom(context.db, {
		query: () => query(context).$dynamic(),
		where,
		counted: deadLetters,
		id: deadLetters.id,
		order: [desc(deadLetters.id)],
		answer: deadLetterAnswer,
	});
}

const replayedAlready = () => problem("conflict", { detail: "It was put back into the queue already." });

/**
 * Puts a message back into the queue, once; flush the outbox after it. Throws `not_found`, and `conflict` where it was put
 * back before or nobody can read it: then it says what is wrong with it.
 */
export async function replayDeadLetter(context: ServiceContext, id: number) {
	const { db, actor, origin } = context;
	const { letter: row } = await findDeadLetter(context, id);
	if (row.replayedAt !== null) throw replayedAlready();
	const { error } = queuedEvent.safeParse(row.body);
	if (error) {
		const faults = error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
		throw problem("conflict", { detail: `No consumer can read this message: ${faults.join("; ")}` });
	}
	await atomic(db, [
		outboxRowFrom(db, sql`select body as event from dead_letters where id = ${id}`),
		db
			.update(deadLetters)
			// Of two at once the second finds it replayed: its null is refused, and its whole batch with it.
			.set({
				queue: sql`case when replayed_at is null then queue end`,
				...{ replayedAt: new Date(), replayedBy: actor.id },
			})
			.where(eq(deadLetters.id, id)),
		auditRow(db, { actor, origin, action: "dead-letter.replay", entity: "dead-letter", entityId: id }),
	]).catch((error) => {
		throw notNullViolation(error) === "dead_letters.queue" ? replayedAlready() : error;
	});
	return getDeadLetter(context, id);
}
