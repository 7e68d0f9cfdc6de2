import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { type Random, shuffled } from "../../src/cli/random.ts";

interface Message {
	id: string;
	body: unknown;
	attempts: number;
}

/** What the consumer is handed. */
export interface Delivery {
	queue: string;
	messages: Message[];
}

const AT_ONCE = 20;
/** How often a producer is refused, and as often not answered though its messages were taken. */
const TROUBLE = 0.04;
/** How often an acknowledged message comes once more: the acknowledgement was lost. */
const AGAIN = 0.1;

/**
 * What outlives the server, as the platform's Queue does: messages are kept until they are acknowledged, come in any
 * order, some twice, also to two consumers at the same time, and no delay is kept. It takes the calls of webhooks too.
 */
export class Outside {
	/** How often messages were handed over, and how many were taken for good. */
	deliveries = 0;
	taken = 0;
	/** The `webhook-id`s under which each event was told, by its own id. */
	readonly calls = new Map<string, Set<string>>();
	/** While it is on, things go wrong here too. */
	trouble = false;
	private heardAt = 0;
	private readonly waiting = new Map<string, Message>();
	private readonly random: Random;
	private readonly server: Server;

	constructor(random: Random) {
		this.random = random;
		// A request that dies with its server has said nothing.
		this.server = createServer((request, response) => this.answer(request, response).catch(() => request.destroy()));
	}

	/** Listens; answers at which address. */
	async open(): Promise<string> {
		await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
		// It listens to a port, not to a pipe.
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	close(): void {
		this.server.closeAllConnections();
		this.server.close();
	}

	/** Since when nothing has come and nothing waits, in ms. */
	get quietMs(): number {
		return this.waiting.size > 0 ? 0 : performance.now() - this.heardAt;
	}

	/** Hands messages to the consumer at that address until told to stop; whatever is not acknowledged stays. */
	async deliver(url: string, isOver: () => boolean): Promise<void> {
		while (!isOver()) {
			const messages = shuffled([...this.waiting.values()], this.random).slice(0, AT_ONCE);
			if (messages.length > 0) await this.hand(url, messages).catch(() => {});
			await sleep(30);
		}
	}

	private async hand(url: string, messages: Message[]): Promise<void> {
		for (const message of messages) message.attempts += 1;
		const body: Delivery = { queue: "edgeward-notifications", messages };
		const response = await fetch(`${url}/platform/queue`, { method: "POST", body: JSON.stringify(body) });
		if (!response.ok) return;
		this.deliveries += messages.length;
		const acknowledged: string[] = await response.json();
		for (const id of acknowledged) if (!this.trouble || this.random() >= AGAIN) this.waiting.delete(id);
	}

	private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const body = JSON.parse(await text(request));
		this.heardAt = performance.now();
		const fate = this.trouble && request.url === "/queue" ? this.random() : 1;
		if (fate < TROUBLE) {
			response.writeHead(500).end();
			return;
		}
		if (request.url === "/queue") this.take(body);
		else this.hear(String(request.headers["webhook-id"]), body.data.event_id);
		if (fate < 2 * TROUBLE) request.destroy();
		else response.writeHead(204).end();
	}

	private take(bodies: readonly unknown[]): void {
		for (const body of bodies) {
			this.taken += 1;
			const id = `message-${this.taken}`;
			this.waiting.set(id, { id, body, attempts: 0 });
		}
	}

	private hear(webhookId: string, event: string): void {
		const known = this.calls.get(event) ?? new Set();
		this.calls.set(event, known.add(webhookId));
	}
}
