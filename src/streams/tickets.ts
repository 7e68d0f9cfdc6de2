import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { and, eq, gt, isNull, or, sql } from "drizzle-orm";
import { sha256 } from "../auth/hashes.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import type { Database } from "../db/client.ts";
import type { AuthKey } from "../env.ts";
import { unauthenticated } from "../http/problem.ts";
import type { EventId } from "./event-id.ts";
import type { Grant } from "./grant.ts";
import { streamTickets } from "./table.ts";

/** How long a ticket waits to be used. */
const TICKET_MS = 30_000;
/** How often the ticket of an open stream is renewed, and how long it is good for then. */
export const RENEW_MS = 60_000;
const RESUME_MS = 2 * RENEW_MS;

/**
 * A ticket opens one stream, once, and stands in the address, because a browser's EventSource can send no header of its
 * own. Addresses end up in logs and histories, and EventSource comes back with the same one after every cut; so a
 * ticket that was used is good again only for the same stream, within a minute or two of that stream having been open,
 * while what it was bought with (session or personal token) is alive, and with a `Last-Event-ID` that carries the
 * stream's proof. The proof is a mac of the ticket under the server's key. It comes with every event and is never in an
 * address, so whoever has seen only the address cannot use it again; whoever has received the stream has read already
 * what it says. A stream that is resumed replaces the one before it: there is never more than one to a ticket.
 */
export function proofOf({ secret }: AuthKey, ticketHash: string): string {
	return createHmac("sha256", secret).update(`stream ${ticketHash}`).digest("base64url").slice(0, 22);
}

/** A new ticket, shown this once. One that is bought with a session that ends at this moment opens nothing. */
export async function issueTicket({ db, actor }: ServiceContext): Promise<{ ticket: string; expires_at: string }> {
	const ticket = randomBytes(32).toString("base64url");
	const expiresAt = new Date(Date.now() + TICKET_MS);
	const bought = { userId: actor.id, sessionId: actor.sessionId, personalTokenId: actor.personalTokenId ?? null };
	await db.insert(streamTickets).values({ ticketHash: sha256(ticket), ...bought, expiresAt });
	return { ticket, expires_at: expiresAt.toISOString() };
}

export interface Spent {
	ticketHash: string;
	proof: string;
	grant: Grant;
}

/** Uses a ticket for a stream, for the first time or to resume it. Throws `unauthenticated` alike for every bad one. */
export async function spendTicket(
	db: Database,
	key: AuthKey,
	ticket: string,
	stream: string,
	last: EventId | undefined,
): Promise<Spent> {
	const ticketHash = sha256(ticket);
	const proof = proofOf(key, ticketHash);
	const proven = last !== undefined && timingSafeEqual(Buffer.from(last.proof), Buffer.from(proof));
	const { userId, sessionId, personalTokenId } = streamTickets;
	const [grant] = await db
		.update(streamTickets)
		.set({ stream, expiresAt: new Date(Date.now() + RESUME_MS) })
		.where(
			and(
				eq(streamTickets.ticketHash, ticketHash),
				gt(streamTickets.expiresAt, new Date()),
				or(isNull(streamTickets.stream), proven ? eq(streamTickets.stream, stream) : undefined),
			),
		)
		.returning({ userId, sessionId, personalTokenId });
	if (!grant) throw unauthenticated("The ticket is not valid, or not any more: ask for a new one.");
	return { ticketHash, proof, grant };
}

/** Keeps the tickets of open streams good for being resumed. */
export async function renewTickets(db: Database, ticketHashes: readonly string[]): Promise<void> {
	await db
		.update(streamTickets)
		.set({ expiresAt: new Date(Date.now() + RESUME_MS) })
		.where(sql`${streamTickets.ticketHash} in (select value from json_each(${JSON.stringify(ticketHashes)}))`);
}
