import { countFault } from "../heart-rate/body.ts";

/** What a device sends at once: its own number of it, and readings not yet checked one by one. */
export interface Frame {
	seq: number;
	items: unknown[];
}

/** Why a frame is not taken; `seq` is null where it cannot be read. */
export interface FrameFault {
	seq: number | null;
	field: string;
	reason: string;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/**
 * Reads a frame, `{"seq": 17, "readings": [{"recorded_at": …, "heart_rate": 72}, …]}`. Its number must be above
 * `after`, the one before it on this connection, or null for the first. Pure.
 */
export function readFrame(text: string, after: number | null): Frame | FrameFault {
	const body = parse(text);
	if (typeof body !== "object" || body === null || Array.isArray(body))
		return { seq: null, field: "frame", reason: "must be a JSON object" };
	const { seq, readings } = body as Record<string, unknown>;
	if (typeof seq !== "number" || !Number.isSafeInteger(seq))
		return { seq: null, field: "seq", reason: "must be a whole number" };
	if (after !== null && seq <= after) return { seq, field: "seq", reason: `must be above ${after}, the one before` };
	if (!Array.isArray(readings)) return { seq, field: "readings", reason: "must be a list" };
	const fault = countFault(readings);
	return fault ? { seq, field: "readings", reason: fault } : { seq, items: readings };
}
