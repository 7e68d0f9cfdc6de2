import { expect, it, vi } from "vitest";
import { EventStream } from "../../src/streams/event-stream.ts";

async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
	return new Response(stream).text();
}

it("gives out what was sent, to the end", async () => {
	const stream = new EventStream(() => {});
	stream.send("a");
	stream.send("b");
	stream.end();
	stream.send("c");
	expect(await textOf(stream.body)).toBe("ab");
});

it("says once that it is over, whoever ended it", async () => {
	const onEnd = vi.fn();
	const stream = new EventStream(onEnd);
	await stream.body.cancel();
	stream.end();
	expect(onEnd).toHaveBeenCalledTimes(1);
	expect(stream.isOpen).toBe(false);
});

it("lives as long as somebody reads, and is cut where nobody does", async () => {
	const stream = new EventStream(() => {});
	const reader = stream.body.getReader();
	for (let times = 0; times < 5; times++) {
		stream.keepAlive();
		await reader.read();
	}
	expect(stream.isOpen).toBe(true);
	stream.send("one that is never read");
	stream.keepAlive();
	stream.keepAlive();
	expect(stream.isOpen).toBe(false);
});

it("is cut where too much waits for its reader", () => {
	const stream = new EventStream(() => {});
	stream.send("x".repeat(4 * 1024 * 1024 - 1));
	expect(stream.isOpen).toBe(true);
	stream.send("x");
	expect(stream.isOpen).toBe(false);
});
