import { type Cursor, cursorNumbers, WHOLE } from "../streams/cursor.ts";
import type { ChangeLog } from "./change-log.ts";
import type { FoundReading } from "./contract.ts";
import type { SlotReading } from "./reading-store.ts";
import type { Transition } from "./transitions.ts";

/** A reading as a viewer is told of it. */
export interface LiveReading extends FoundReading {
	change: number;
}

/** What a viewer's socket hears, as JSON. */
export type ViewerMessage =
	/** First of all: where the stream begins. With `missed` it could not go on where the viewer was. */
	| { kind: "begin"; cursor: number[]; missed: boolean }
	| { kind: "changes"; readings: LiveReading[]; transitions: Transition[] };

export interface ViewerHost {
	slots: () => number[];
	found: (reading: SlotReading) => FoundReading;
}

const TAG = "viewer";
/** Readings in one message: far below the 1 MiB that a socket takes. */
const PART = 1_000;

/** Of the code by which a viewer learns that the patient was deleted. */
export const GONE = 4404;

/**
 * Who watches the patient live: the sockets of viewers' objects, accepted with the hibernation API, so that they keep
 * this one awake only while there is something to tell.
 *
 * A viewer is told of a change in the same turn in which it was committed, and the runtime holds the message back until
 * it is durable. So a socket has heard of everything that was committed while it was open, whatever becomes of this
 * object's memory; a crash in between cuts the socket, and the viewer comes back with its cursor.
 */
export class Viewers {
	private readonly ctx: DurableObjectState;
	private readonly log: ChangeLog;
	private readonly host: ViewerHost;
	/** What the open sockets have heard of. */
	private told: Cursor = { change: 0, reading: 0, transition: 0 };

	constructor(ctx: DurableObjectState, log: ChangeLog, host: ViewerHost) {
		this.ctx = ctx;
		this.log = log;
		this.host = host;
	}

	/** Before anything is changed: what is there, the open sockets have heard of. */
	begin(): void {
		if (this.ctx.getWebSockets(TAG).length > 0) this.told = this.log.end();
	}

	/** Opens a viewer's socket, which first hears of all that it has missed since its cursor, if it has one. */
	open(since: Cursor | undefined): Response {
		const { 0: client, 1: server } = new WebSocketPair();
		this.ctx.acceptWebSocket(server, [TAG]);
		// The others have heard of all there is: each change is told as it is committed.
		this.told = this.log.end();
		const missed = since && this.changesSince(since);
		const begin = missed ? since : this.told;
		send(server, { kind: "begin", cursor: cursorNumbers(begin), missed: since !== undefined && !missed });
		for (const message of missed ?? []) send(server, message);
		return new Response(null, { status: 101, webSocket: client });
	}

	/** Tells every viewer of what was committed since the last time. */
	tell(): void {
		const sockets = this.ctx.getWebSockets(TAG);
		if (sockets.length === 0) return;
		const messages = this.changesSince({ ...this.told, reading: WHOLE });
		this.told = this.log.end();
		for (const socket of sockets) {
			// More than a viewer can be told of at once: it comes back, and starts anew.
			if (!messages) socket.close(1013, "Too much has changed.");
			for (const message of messages ?? []) send(socket, message);
		}
	}

	/** The patient was deleted. */
	closeAll(): void {
		for (const socket of this.ctx.getWebSockets(TAG)) socket.close(GONE, "There is no such patient any more.");
	}

	private changesSince(cursor: Cursor): ViewerMessage[] | undefined {
		const end = this.log.end();
		// Of another patient's stream, or from before a restore of the object.
		if (cursor.change > end.change || cursor.transition > end.transition) return undefined;
		const readings = this.log.readingsSince(this.host.slots(), cursor);
		const transitions = this.log.transitionsSince(cursor);
		if (!readings || !transitions) return undefined;
		const live = readings.map((reading) => ({ ...this.host.found(reading), change: reading.change }));
		const messages: ViewerMessage[] = [];
		for (let from = 0; from < live.length; from += PART)
			messages.push({ kind: "changes", readings: live.slice(from, from + PART), transitions: [] });
		if (transitions.length > 0) messages.push({ kind: "changes", readings: [], transitions });
		return messages;
	}
}

function send(socket: WebSocket, message: ViewerMessage): void {
	if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}
