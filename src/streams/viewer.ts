import { DurableObject } from "cloudflare:workers";
import { database } from "../db/client.ts";
import { EventStream } from "./event-stream.ts";
import { type Feed, Outlet } from "./feed.ts";
import { type Grant, grantedActor } from "./grant.ts";
import { PatientFeed } from "./patient-feed.ts";
import { RENEW_MS, renewTickets, type Spent } from "./tickets.ts";
import { WardFeed } from "./ward-feed.ts";

/** What is to be opened, for whom, and behind which event. */
export interface Opening extends Spent {
	/** A patient's id, or null for the ward. */
	patientId: number | null;
	/** Of the ward: the patients in view. */
	watched?: number[];
	after: number[] | null;
}

interface Live {
	ticketHash: string;
	grant: Grant;
	stream: EventStream;
	feed: Feed;
	/** It wants to look with the next turn. */
	isAsked: boolean;
}

/** The ward's streams look at the database with every tick. */
const TICK_MS = 2_000;
/** Every so many ticks it is checked that who watches a patient still may, whatever this object was told. */
const CHECK_TICKS = 3;
const KEEP_ALIVE_TICKS = 10;
const RENEW_TICKS = RENEW_MS / TICK_MS;
/** More is no person who watches. */
const MOST_STREAMS = 50;

/**
 * One user's live streams. They are held here rather than in the Worker, whose answers are cut after half a minute, and
 * by user, so that one call reaches all that somebody watches when their access ends. Nothing is stored: without a
 * stream it does nothing, and a stream that is lost with it is resumed by its client.
 */
export class Viewer extends DurableObject<Env> {
	private readonly streams = new Set<Live>();
	private timer: ReturnType<typeof setInterval> | undefined;
	private ticks = 0;
	private looking: Promise<void> = Promise.resolve();

	/** Opens a stream: 200, or without a body 401 and 404 where the access has ended, 429 for too many. */
	override async fetch(request: Request): Promise<Response> {
		const opening = await request.json<Opening>();
		for (const live of this.streams) if (live.ticketHash === opening.ticketHash) live.stream.end();
		if (this.streams.size >= MOST_STREAMS) return new Response(null, { status: 429 });
		// Known before it is checked: an end of access that is told meanwhile finds it.
		const live = this.add(opening);
		const status = await this.inTurn(() => this.check(live).catch(logged));
		if (status === 200) return new Response(live.stream.body, { headers: { "Content-Type": "text/event-stream" } });
		live.stream.end();
		return new Response(null, { status: status ?? 500 });
	}

	/** Looks at once whether each stream may go on, and ends those that may not. */
	async recheck(): Promise<void> {
		await this.look(() => true);
	}

	private add(opening: Opening): Live {
		const { ticketHash, proof, grant } = opening;
		const stream = new EventStream(() => this.remove(live));
		const feed = this.feedOf(opening, new Outlet(stream, proof), () => this.lookSoon(live));
		const live: Live = { ticketHash, grant, stream, feed, isAsked: false };
		this.streams.add(live);
		this.timer ??= setInterval(() => this.tick(), TICK_MS);
		return live;
	}

	private feedOf({ patientId, watched = [], after }: Opening, outlet: Outlet, wantsLook: () => void): Feed {
		if (patientId === null) return new WardFeed(this.env, watched, after, outlet, wantsLook);
		return new PatientFeed(this.env, patientId, after, outlet);
	}

	private remove(live: Live): void {
		live.feed.end();
		this.streams.delete(live);
		if (this.streams.size > 0) return;
		clearInterval(this.timer);
		this.timer = undefined;
	}

	private async tick(): Promise<void> {
		this.ticks += 1;
		if (this.ticks % KEEP_ALIVE_TICKS === 0) for (const { stream } of this.streams) stream.keepAlive();
		const checksAll = this.ticks % CHECK_TICKS === 0;
		await this.look(({ feed }) => checksAll || feed.isUrgent);
		if (this.ticks % RENEW_TICKS === 0) await this.renew();
	}

	/** Once, however often it is asked for before that. */
	private lookSoon(live: Live): void {
		if (live.isAsked) return;
		live.isAsked = true;
		this.look(({ isAsked }) => isAsked);
	}

	private look(isDue: (live: Live) => boolean): Promise<void> {
		return this.inTurn(async () => {
			for (const live of [...this.streams].filter(isDue)) {
				// Who cannot be asked for their right has none: the client comes back.
				const status = await this.check(live).catch(logged);
				if (status !== 200) live.stream.end();
			}
		});
	}

	/** One look after the other, so that none sends what another sends too. The work must not throw. */
	private inTurn<T>(work: () => Promise<T>): Promise<T> {
		const done = this.looking.then(work);
		this.looking = done.then(() => {});
		return done;
	}

	private async check(live: Live): Promise<200 | 401 | 404> {
		const { grant, feed } = live;
		live.isAsked = false;
		const db = database(this.env);
		const actor = await grantedActor(db, grant);
		if (!actor) return 401;
		return (await feed.look(db, actor)) ? 200 : 404;
	}

	private async renew(): Promise<void> {
		const hashes = [...this.streams].map(({ ticketHash }) => ticketHash);
		if (hashes.length > 0) await renewTickets(database(this.env), hashes).catch(logged);
	}
}

function logged(error: unknown): undefined {
	const name = error instanceof Error ? error.name : "unknown";
	console.error(JSON.stringify({ level: "error", at: "viewer", error: name }));
}
