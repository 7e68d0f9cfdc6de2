import type { Reading } from "../ledger.ts";
import { type Sender, wire } from "./sender.ts";

/** With so many on their way nothing more is sent before an acknowledgement. */
const MOST_FRAMES = 60;
const PAUSE_MS = 100;

interface Frame {
	seq: number;
	readings: Reading[];
}

/**
 * A device's end of its socket, and of each that follows: what was not acknowledged when one was cut is sent again on the
 * next, under the same numbers.
 */
export class Stream {
	/** What was acknowledged and nobody has looked at. */
	readonly acknowledged: Reading[][] = [];
	private readonly sender: Sender;
	private waiting: Frame[] = [];
	private kept: Reading[] = [];
	private seq = 0;
	private socket: WebSocket | undefined;
	private isClosed = false;

	constructor(sender: Sender) {
		this.sender = sender;
		this.connect();
	}

	get isWaiting(): boolean {
		return this.waiting.length + this.kept.length > 0;
	}

	send(readings: readonly Reading[]): void {
		this.kept.push(...readings);
		if (this.kept.length === 0 || this.waiting.length >= MOST_FRAMES) return;
		this.seq += 1;
		const frame = { seq: this.seq, readings: this.kept };
		this.kept = [];
		this.waiting.push(frame);
		if (this.socket?.readyState === WebSocket.OPEN) this.tell(frame);
	}

	close(): void {
		this.isClosed = true;
		this.socket?.close();
	}

	private connect(): void {
		const { url, device } = this.sender;
		const address = `${url.replace("http", "ws")}/api/devices/socket/`;
		const socket = new WebSocket(address, ["edgeward.v1", `bearer.${device.token}`]);
		this.socket = socket;
		socket.addEventListener("open", () => {
			for (const frame of this.waiting) this.tell(frame);
		});
		socket.addEventListener("message", ({ data }) => this.hear(JSON.parse(String(data))));
		socket.addEventListener("close", () => {
			if (!this.isClosed) setTimeout(() => this.connect(), PAUSE_MS);
		});
	}

	private tell({ seq, readings }: Frame): void {
		this.socket?.send(JSON.stringify({ seq, readings: readings.map(wire) }));
	}

	private hear({ ack, rejected }: { ack: number; rejected: unknown[] }): void {
		if (!(ack > 0) || rejected.length > 0) throw new Error(`the socket said ${JSON.stringify({ ack, rejected })}`);
		const stored = this.waiting.filter(({ seq }) => seq <= ack);
		this.waiting = this.waiting.filter(({ seq }) => seq > ack);
		for (const { readings } of stored) {
			this.sender.ledger.store(this.sender.device.name, readings);
			this.acknowledged.push(readings);
		}
		this.send([]);
	}
}
