import { exports } from "cloudflare:workers";
import { onTestFinished } from "vitest";
import { post } from "./client.ts";

export interface ServerEvent {
	event: string;
	id: string;
	// biome-ignore lint/suspicious/noExplicitAny: the shape is what the test is about
	data: any;
}

/** A client's end of a live stream, as an EventSource reads it. */
export interface LiveStream {
	status: number;
	events: ServerEvent[];
	/** The data of the events of one kind. */
	of: (event: string) => ServerEvent["data"][];
	lastEventId: () => string;
	isOver: () => boolean;
	/** Hangs up. */
	cut: () => Promise<void>;
}

export async function ticketFor(token: string): Promise<string> {
	const { status, body } = await post("/api/streams/ticket/", {}, token);
	if (status !== 201) throw new Error(`expected a ticket: ${status} ${JSON.stringify(body)}`);
	return body.ticket;
}

export const patientStream = (patient: number, ticket: string) => `/api/streams/patients/${patient}/?ticket=${ticket}`;
export const wardStream = (ticket: string) => `/api/streams/ward/?ticket=${ticket}`;

/** One block of text/event-stream, by its fields. */
function fieldsOf(block: string): Map<string, string> {
	const lines = block.split("\n").filter((line) => !line.startsWith(":"));
	return new Map(
		lines.map((line) => {
			const colon = line.indexOf(": ");
			return [line.slice(0, colon), line.slice(colon + 2)];
		}),
	);
}

/** Opens a stream; `lastEventId` is sent as an EventSource would when it comes back. */
export async function openStream(path: string, lastEventId?: string): Promise<LiveStream> {
	const headers: Record<string, string> = lastEventId === undefined ? {} : { "Last-Event-ID": lastEventId };
	const response = await exports.default.fetch(`https://edgeward.test${path}`, { headers });
	const events: ServerEvent[] = [];
	let id = lastEventId ?? "";
	let isOver = false;
	const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
	const cut = async () => {
		await reader?.cancel();
	};
	// Else it would go on asking the database for as long as the runtime lives.
	onTestFinished(() => cut().catch(() => {}));
	const hear = (block: string) => {
		const fields = fieldsOf(block);
		id = fields.get("id") ?? id;
		const data = fields.get("data");
		if (data !== undefined) events.push({ event: fields.get("event") ?? "message", id, data: JSON.parse(data) });
	};
	const listen = async () => {
		for (let rest = ""; ; ) {
			const { done, value } = (await reader?.read()) ?? { done: true };
			if (done) return;
			const blocks = (rest + value).split("\n\n");
			rest = blocks.pop() ?? "";
			blocks.forEach(hear);
		}
	};
	if (response.status === 200)
		listen()
			.catch(() => {})
			.finally(() => {
				isOver = true;
			});
	return {
		status: response.status,
		events,
		of: (event) => events.filter((found) => found.event === event).map(({ data }) => data),
		lastEventId: () => id,
		isOver: () => isOver,
		cut,
	};
}

/** Opens a stream, and waits until it has begun: from then on it hears of everything. */
export async function begunStream(path: string, lastEventId?: string): Promise<LiveStream> {
	const stream = await openStream(path, lastEventId);
	if (stream.status !== 200) throw new Error(`expected a stream: ${stream.status}`);
	for (let tries = 0; stream.lastEventId() === "" && tries < 1_000; tries++) await scheduler.wait(5);
	return stream;
}
