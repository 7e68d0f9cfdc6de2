/** The id of an event on the wire: where the stream goes on, and what proves that whoever says so has received it. */
export interface EventId {
	numbers: number[];
	proof: string;
}

export const eventId = ({ numbers, proof }: EventId): string => [...numbers, proof].join(".");

/** Undefined for what was never an id of ours. */
export function readEventId(text: string): EventId | undefined {
	const [, head, proof] = /^((?:\d{1,16}\.)+)([\w-]{22})$/.exec(text) ?? [];
	if (head === undefined || proof === undefined) return undefined;
	const numbers = head.slice(0, -1).split(".").map(Number);
	return numbers.every(Number.isSafeInteger) ? { numbers, proof } : undefined;
}

interface ServerEvent {
	event?: string;
	id?: string;
	/** For clients that lose the connection: when to come back, in ms. */
	retry?: number;
	data?: unknown;
}

/** An event as text/event-stream has it. JSON holds no line break, so one line of data is enough. */
export function eventText({ event, id, retry, data }: ServerEvent): string {
	const lines = [
		...(retry === undefined ? [] : [`retry: ${retry}`]),
		...(id === undefined ? [] : [`id: ${id}`]),
		...(event === undefined ? [] : [`event: ${event}`]),
		...(data === undefined ? [] : [`data: ${JSON.stringify(data)}`]),
	];
	return `${lines.join("\n")}\n\n`;
}

export const KEEP_ALIVE = ": keep-alive\n\n";
