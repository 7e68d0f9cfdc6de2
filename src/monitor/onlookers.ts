import type { ReadingStore } from "./reading-store.ts";
import { GONE } from "./viewers.ts";

/** What the socket of a ward hears, as JSON. */
export type WardMessage =
	/** The newest reading of all: first of all, and whenever it is another. Unix ms and bpm. */
	| { kind: "newest"; at: number; bpm: number }
	/** The ward's log knows more of this patient's alerts than before. */
	| { kind: "shown" };

const TAG = "ward";

/**
 * Who has the patient in view on a ward: sockets accepted with the hibernation API, as the viewers' are. They hear how
 * things are and not how they came to be, so nobody who was away has missed anything, and a backlog of years is no news.
 */
export class Onlookers {
	private readonly ctx: DurableObjectState;
	private readonly readings: ReadingStore;
	private readonly slots: () => number[];
	/** What the open sockets have heard last, as far as this object remembers. */
	private told: string | undefined;

	constructor(ctx: DurableObjectState, readings: ReadingStore, slots: () => number[]) {
		this.ctx = ctx;
		this.readings = readings;
		this.slots = slots;
	}

	open(): Response {
		const { 0: client, 1: server } = new WebSocketPair();
		this.ctx.acceptWebSocket(server, [TAG]);
		const newest = this.newest();
		if (newest) server.send(newest);
		return new Response(null, { status: 101, webSocket: client });
	}

	/** Tells everybody of the newest reading, if it is another than before. */
	tell(): void {
		if (this.sockets().length === 0) return;
		const newest = this.newest();
		if (newest === undefined || newest === this.told) return;
		this.told = newest;
		this.send(newest);
	}

	/** Tells everybody that there is news of alerts in the ward's log. */
	shown(): void {
		this.send(JSON.stringify({ kind: "shown" } satisfies WardMessage));
	}

	/** The patient was deleted. */
	closeAll(): void {
		for (const socket of this.sockets()) socket.close(GONE, "There is no such patient any more.");
	}

	private newest(): string | undefined {
		const reading = this.readings.latest(this.slots()).next().value;
		return reading && JSON.stringify({ kind: "newest", at: reading.at, bpm: reading.bpm } satisfies WardMessage);
	}

	private sockets(): WebSocket[] {
		return this.ctx.getWebSockets(TAG);
	}

	private send(message: string): void {
		for (const socket of this.sockets()) if (socket.readyState === WebSocket.OPEN) socket.send(message);
	}
}
