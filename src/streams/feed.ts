import type { UserActor } from "../auth/actor.ts";
import type { Database } from "../db/client.ts";
import { eventId, eventText } from "./event-id.ts";
import type { EventStream } from "./event-stream.ts";

/** When a client that was cut comes back, in ms. */
const RETRY_MS = 2_000;

/** What fills a stream. */
export interface Feed {
	/** Whether it wants to look with the very next tick, and not only to see that the actor still may. */
	readonly isUrgent: boolean;
	/**
	 * Called when the stream opens and every few seconds from then on, and at once when rights have changed; never twice
	 * at the same time. Answers
	 * false where the actor may not watch this (any more).
	 */
	look(db: Database, actor: UserActor): Promise<boolean>;
	end(): void;
}

/** A stream whose events carry ids that prove their receipt. */
export class Outlet {
	private readonly stream: EventStream;
	private readonly proof: string;

	constructor(stream: EventStream, proof: string) {
		this.stream = stream;
		this.proof = proof;
	}

	get isOpen(): boolean {
		return this.stream.isOpen;
	}

	/** So that a stream that is cut before its first event can be resumed too. */
	begin(numbers: number[]): void {
		this.stream.send(eventText({ retry: RETRY_MS, id: this.id(numbers) }));
	}

	send(event: string, numbers: number[], data: unknown): void {
		this.stream.send(eventText({ event, id: this.id(numbers), data }));
	}

	/** What is only of this moment: it has no id, so that the stream goes on from where it was. */
	tell(event: string, data: unknown): void {
		this.stream.send(eventText({ event, data }));
	}

	end(): void {
		this.stream.end();
	}

	private id(numbers: number[]): string {
		return eventId({ numbers, proof: this.proof });
	}
}
