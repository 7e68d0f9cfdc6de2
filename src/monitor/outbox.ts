import type { WatchedEvent } from "../alert-engine/alert-event.ts";
import type { AlertEvent } from "../notifications/events.ts";
import { TransitionStore } from "./transitions.ts";

/** A queue takes at most this many messages at once. */
const BATCH = 100;

type Row = { id: number; message: string };

/**
 * Events on their way to people. A row is written in the same transaction as the change that it tells of, and deleted
 * only after the queue has taken it: a crash in between sends it again, and the consumer knows its id.
 */
export class Outbox {
	private readonly sql: SqlStorage;
	private readonly transitions: TransitionStore;
	private readonly onAdded: () => void;
	private empty: boolean | undefined;

	/** `onAdded` is called after the turn in which events were added, committed or not. */
	constructor(sql: SqlStorage, onAdded: () => void) {
		this.sql = sql;
		this.transitions = new TransitionStore(sql);
		this.onAdded = onAdded;
	}

	/** Keeps events for the queue, and for who watches the patient live. Call it within a transaction. */
	add(events: readonly AlertEvent[]): void {
		if (events.length === 0) return;
		for (const event of events) this.sql.exec(`INSERT INTO outbox (message) VALUES (?)`, JSON.stringify(event));
		this.empty = false;
		this.show(events);
	}

	/** Keeps events for who watches the patient live, and for nobody else. Call it within a transaction. */
	show(events: readonly WatchedEvent[]): void {
		if (events.length === 0) return;
		for (const event of events) this.transitions.add(JSON.stringify(event));
		queueMicrotask(this.onAdded);
	}

	isEmpty(): boolean {
		this.empty ??= this.sql.exec(`SELECT 1 FROM outbox LIMIT 1`).toArray().length === 0;
		return this.empty;
	}

	/** Hands everything to the queue, oldest first. Throws what the queue throws; the rest then stays for the next try. */
	async drain(queue: Queue): Promise<void> {
		for (;;) {
			const rows = this.sql.exec<Row>(`SELECT id, message FROM outbox ORDER BY id LIMIT ?`, BATCH).toArray();
			const last = rows.at(-1);
			if (!last) return;
			await queue.sendBatch(rows.map(({ message }) => ({ body: JSON.parse(message), contentType: "json" as const })));
			this.sql.exec(`DELETE FROM outbox WHERE id <= ?`, last.id);
			this.forget();
		}
	}

	/** Forgets what is in memory: after a transaction that did not commit. */
	forget(): void {
		this.empty = undefined;
	}
}
