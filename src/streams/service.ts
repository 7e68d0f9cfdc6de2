import type { PublicContext } from "../auth/service-context.ts";
import { settings } from "../env.ts";
import { invalid, problem, unauthenticated } from "../http/problem.ts";
import { readEventId } from "./event-id.ts";
import { viewerOf } from "./stub.ts";
import { spendTicket } from "./tickets.ts";
import type { Opening } from "./viewer.ts";

export interface Asked {
	ticket: string;
	/** The id of the last event that the client has received, or null. */
	lastEventId: string | null;
	/** Of the ward: the patients in view. Those whom the ticket's owner does not see are passed over. */
	watched?: number[] | undefined;
}

/**
 * Opens the stream of a patient, or of the ward where `patientId` is null, for whoever holds the ticket. Throws
 * `unauthenticated` for a bad one, `not_found` for a patient whom its owner does not see, `invalid` for an id that is none.
 */
export async function openStream(
	{ db, env }: PublicContext,
	patientId: number | null,
	{ ticket, lastEventId, watched = [] }: Asked,
): Promise<ReadableStream> {
	const last = lastEventId ? readEventId(lastEventId) : undefined;
	if (lastEventId && last?.numbers.length !== (patientId === null ? 2 : 3))
		throw invalid("last_event_id", "is not an id of this stream's events");
	const [key] = settings(env).authKeys;
	const spent = await spendTicket(db, key, ticket, patientId === null ? "ward" : `patient ${patientId}`, last);
	const opening: Opening = { ...spent, patientId, watched, after: last?.numbers ?? null };
	const viewer = viewerOf(env, spent.grant.userId);
	const { status, body } = await viewer.fetch("https://viewer/", { method: "POST", body: JSON.stringify(opening) });
	if (status === 200 && body) return body;
	if (status === 401) throw unauthenticated("What the ticket was bought with has ended: sign in again.");
	if (status === 429) throw problem("rate_limited", { detail: "You watch too many streams at once." });
	throw problem(status === 404 ? "not_found" : "internal");
}
