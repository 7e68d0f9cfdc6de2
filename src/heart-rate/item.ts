import { FUTURE_MS } from "../monitor/chunk.ts";
import { HIGHEST_BPM, LOWEST_BPM } from "../monitor/histogram.ts";

/** One reading of a request, checked: the device by id or name (null: the request's), Unix ms, and bpm. */
export interface Item {
	device: number | string | null;
	/** The patient that the item names, if it does: must be the request's. */
	patient: unknown;
	at: number;
	bpm: number;
}

/** Why an item cannot be stored: the field, and what is wrong with it. */
export interface Fault {
	field: string;
	reason: string;
}

/** Before 1980 not all zones were at whole quarters of an hour; it is also where clocks start that lost the time. */
const EARLIEST = Date.UTC(1980, 0, 1);
/** Numbers below are seconds, above milliseconds since 1970: as milliseconds this is 1973. */
const SECONDS_BELOW = 1e11;

const ISO_WITH_OFFSET = /^(\d{4})-(\d\d)-(\d\d)[T ]([01]\d|2[0-3]):\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i;

/** `Date.parse` takes the 30th of February for the 2nd of March. */
const isDate = (year: number, month: number, day: number): boolean =>
	month >= 1 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();

function readInstant(value: unknown): number | undefined {
	if (typeof value === "number") return Math.round(value < SECONDS_BELOW ? value * 1000 : value);
	if (typeof value !== "string") return undefined;
	const [, year, month, day] = ISO_WITH_OFFSET.exec(value) ?? [];
	if (!isDate(Number(year), Number(month), Number(day))) return undefined;
	const at = Date.parse(value.replace(" ", "T").replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
	return Number.isNaN(at) ? undefined : at;
}

const isReference = (value: unknown): value is number | string =>
	typeof value === "string" ? value.length > 0 && value.length <= 100 : Number.isSafeInteger(value);

function bpmFault(value: unknown): string | undefined {
	if (value === undefined) return "is required";
	if (typeof value !== "number" || !Number.isFinite(value)) return "must be a number";
	return value < LOWEST_BPM || value > HIGHEST_BPM ? `must be ${LOWEST_BPM} to ${HIGHEST_BPM} bpm` : undefined;
}

function instantFault(value: unknown, at: number | undefined, now: number): string | undefined {
	if (value === undefined) return "is required";
	if (at === undefined) return "must be ISO 8601 with an offset, like 2026-01-31T12:00:00Z, or a Unix time";
	if (at > now + FUTURE_MS) return "is more than 5 minutes in the future";
	return at < EARLIEST ? "is before 1980: check the device's clock" : undefined;
}

/**
 * Reads one item: `heart_rate` (or `bpm`, `value`; fractions are rounded to whole bpm), `recorded_at` (ISO 8601 with an
 * offset, or Unix seconds or milliseconds) and, optionally, `device`. Pure; `now` is Unix ms.
 */
export function readItem(value: unknown, now: number): Item | Fault {
	if (typeof value !== "object" || value === null || Array.isArray(value))
		return { field: "reading", reason: "must be an object" };
	const {
		heart_rate,
		bpm,
		value: plain,
		recorded_at,
		device = null,
		patient = null,
	} = value as Record<string, unknown>;
	const rate = heart_rate ?? bpm ?? plain;
	const wrongRate = bpmFault(rate);
	if (wrongRate || typeof rate !== "number") return { field: "heart_rate", reason: wrongRate ?? "must be a number" };
	const at = readInstant(recorded_at);
	const wrongInstant = instantFault(recorded_at, at, now);
	if (wrongInstant || at === undefined) return { field: "recorded_at", reason: wrongInstant ?? "is required" };
	if (device !== null && !isReference(device)) return { field: "device", reason: "must be a device's id or device_id" };
	return { device, patient, at, bpm: Math.round(rate) };
}
