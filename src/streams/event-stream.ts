import { KEEP_ALIVE } from "./event-id.ts";

/** A reader that leaves so many bytes waiting is cut, and resumes where it was. */
const MOST_WAITING = 4 * 1024 * 1024;

/** One text/event-stream answer while it is open. */
export class EventStream {
	readonly body: ReadableStream<Uint8Array>;
	isOpen = true;
	private readonly encoder = new TextEncoder();
	/** Bytes, since the beginning. */
	private sent = 0;
	private readBefore = 0;
	private readonly onEnd: () => void;
	private controller: ReadableStreamDefaultController<Uint8Array> | undefined;

	/** `onEnd` is called once, whoever ends it. */
	constructor(onEnd: () => void) {
		this.onEnd = onEnd;
		const start = (controller: ReadableStreamDefaultController<Uint8Array>) => {
			this.controller = controller;
		};
		const cancel = () => this.finish();
		this.body = new ReadableStream({ start, cancel }, new ByteLengthQueuingStrategy({ highWaterMark: MOST_WAITING }));
	}

	send(text: string): void {
		if (!this.isOpen) return;
		const bytes = this.encoder.encode(text);
		this.sent += bytes.length;
		this.controller?.enqueue(bytes);
		if (this.waiting >= MOST_WAITING) this.end();
	}

	/** Lets proxies know that the stream lives. Ends it where something waits and nobody has read since the last time. */
	keepAlive(): void {
		const read = this.sent - this.waiting;
		if (this.waiting > 0 && read === this.readBefore) this.end();
		this.readBefore = read;
		this.send(KEEP_ALIVE);
	}

	end(): void {
		if (!this.isOpen) return;
		this.controller?.close();
		this.finish();
	}

	private get waiting(): number {
		return MOST_WAITING - (this.controller?.desiredSize ?? MOST_WAITING);
	}

	private finish(): void {
		if (!this.isOpen) return;
		this.isOpen = false;
		this.onEnd();
	}
}
