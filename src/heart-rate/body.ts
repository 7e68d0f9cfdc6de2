import { invalid, problem } from "../http/problem.ts";

/** What one request may hold; wearables send a backlog in several. */
export const MOST_READINGS = 5_000;
export const MOST_BYTES = 1024 * 1024;

/** A request's readings as they were sent, not yet checked one by one. */
export interface Sent {
	/** One object: it is answered with that reading instead of an envelope. */
	single: boolean;
	items: unknown[];
	/** For items that name none. */
	device: number | string | null;
	/** The patient that the request is about, where it says so. */
	patient: number | null;
	/** The device's clock when it sent, Unix ms, where it says so. */
	sentAt: number | null;
}

/** A line that is no JSON: read as an item, it is rejected as one. */
const UNREADABLE = null;

function parseLine(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return UNREADABLE;
	}
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw problem("malformed", { detail: "The body is not valid JSON." });
	}
}

/** What is wrong with the number of readings that were sent at once, if anything. */
export function countFault({ length }: readonly unknown[]): string | undefined {
	if (length === 0) return "is empty";
	return length > MOST_READINGS ? `holds ${length}: at most ${MOST_READINGS} at once` : undefined;
}

const many = (items: unknown[], rest: Partial<Sent> = {}): Sent => {
	const fault = countFault(items);
	if (fault) throw invalid("readings", fault);
	return { single: false, items, device: null, patient: null, sentAt: null, ...rest };
};

function readPatient(value: unknown): number | null {
	if (value === undefined || value === null) return null;
	if (!Number.isSafeInteger(value)) throw invalid("patient", "must be a patient's id");
	return Number(value);
}

function readDevice(value: unknown): number | string | null {
	if (value === undefined || value === null) return null;
	if (typeof value !== "string" && typeof value !== "number")
		throw invalid("device", "must be a device's id or device_id");
	return value;
}

function readSentAt(value: unknown): number | null {
	if (value === undefined || value === null) return null;
	const at = typeof value === "string" ? Date.parse(value) : Number.NaN;
	if (Number.isNaN(at)) throw invalid("sent_at", "must be ISO 8601 with an offset");
	return at;
}

/**
 * Takes a body apart: one reading, `{readings: […], device?, patient?, sent_at?}`, an array, or (by its content type)
 * NDJSON. Throws `malformed` for no JSON and `invalid` for a shape that holds no readings. Pure; `now` is Unix ms.
 */
export function readBody(text: string, contentType: string, now: number): Sent {
	if (/\b(x-)?ndjson\b/i.test(contentType)) {
		const lines = text.split("\n").filter((line) => line.trim() !== "");
		return many(lines.map(parseLine));
	}
	const body = parseJson(text);
	if (Array.isArray(body)) return many(body);
	if (typeof body !== "object" || body === null) throw invalid("body", "must be a reading or {readings: […]}");
	const { readings, device, patient, sent_at, ...rest } = body as Record<string, unknown>;
	const shared = { device: readDevice(device), patient: readPatient(patient), sentAt: readSentAt(sent_at) };
	if (readings === undefined) {
		const item = { recorded_at: now, ...rest, device: device ?? null };
		return { single: true, items: [item], ...shared };
	}
	if (!Array.isArray(readings)) throw invalid("readings", "must be a list");
	return many(readings, shared);
}
