import type { Actor } from "../auth/actor.ts";
import { tokenRevoked } from "../auth/authenticate.ts";
import { isAdmin } from "../auth/policy.ts";
import { invalid, problem } from "../http/problem.ts";
import type { Writer } from "../monitor/contract.ts";
import type { Batch, Verdict } from "../monitor/ingest.ts";
import { monitorOf } from "../monitor/stub.ts";
import { envelope, FOREIGN_DEVICE, type Outcome, readingAnswer } from "./answer.ts";
import type { Sent } from "./body.ts";
import { type Fault, type Item, readItem } from "./item.ts";

type Checked = { item: Item } | { fault: Fault };

/** Whose readings these are. Devices and patients write their own; an admin names the patient. */
function patientFor(actor: Actor, { patient, items }: Sent): number {
	if (actor.kind === "user" && isAdmin(actor)) {
		const named = patient ?? patientIn(items[0]);
		if (named === null) throw invalid("patient", "is required");
		return named;
	}
	if (actor.patientId === null) throw problem("forbidden");
	// Another's patient does not exist for you.
	if (patient !== null && patient !== actor.patientId) throw problem("not_found");
	return actor.patientId;
}

/** A bare list and NDJSON name the patient in their items. */
function patientIn(item: unknown): number | null {
	const patient = typeof item === "object" && item !== null && "patient" in item ? item.patient : null;
	return Number.isSafeInteger(patient) ? Number(patient) : null;
}

function check(sent: Sent, patientId: number, fallback: number | string | null, now: number): Checked[] {
	return sent.items.map((value): Checked => {
		const item = readItem(value, now);
		if ("reason" in item) return { fault: item };
		if (item.patient !== null && item.patient !== patientId)
			return { fault: { field: "patient", reason: "is not the patient of this request" } };
		const device = item.device ?? fallback;
		return device === null ? { fault: { field: "device", reason: "is required" } } : { item: { ...item, device } };
	});
}

/** The items that passed, column by column; their devices are named once. */
function toBatch(checked: readonly Checked[]): Batch {
	const batch: Batch = { devices: [], device: [], at: [], bpm: [] };
	const places = new Map<number | string, number>();
	for (const entry of checked) {
		if ("fault" in entry || entry.item.device === null) continue;
		const { device, at, bpm } = entry.item;
		const place = places.get(device) ?? places.size;
		if (place === places.size) batch.devices.push(device);
		places.set(device, place);
		batch.device.push(place);
		batch.at.push(at);
		batch.bpm.push(bpm);
	}
	return batch;
}

/** Every item's outcome, in the order of the request: the object's verdicts answer those that passed the check. */
function outcomesOf(checked: readonly Checked[], verdicts: readonly Verdict[]): Outcome[] {
	let next = 0;
	return checked.map((entry): Outcome => {
		if ("fault" in entry) return entry.fault;
		const verdict = verdicts[next++] ?? "foreign_device";
		return verdict === "foreign_device" ? FOREIGN_DEVICE : { at: entry.item.at, verdict };
	});
}

/**
 * Takes readings in: one is answered as a reading, many with an envelope. One bad item never holds up the others.
 * Throws `invalid` for a single bad reading, `not_found` for a patient who is not there, 401 for a revoked token.
 */
export async function postReadings(env: Env, actor: Actor, sent: Sent, now: number) {
	const patientId = patientFor(actor, sent);
	const own = actor.kind === "device" ? actor.deviceId : null;
	const checked = check(sent, patientId, sent.device ?? own, now);
	const writer: Writer =
		actor.kind === "device" ? { kind: "device", deviceId: actor.deviceId, tokenId: actor.tokenId } : { kind: "person" };
	const ingested = await monitorOf(env, patientId).ingest(writer, toBatch(checked));
	if (ingested.outcome === "no_patient") throw problem("not_found");
	if (ingested.outcome === "token_revoked") throw tokenRevoked();
	const outcomes = outcomesOf(checked, ingested.verdicts);
	if (!sent.single) {
		const skew = sent.sentAt === null ? null : (now - sent.sentAt) / 1000;
		return { kind: "many" as const, answer: envelope(outcomes, skew) };
	}
	const [outcome] = outcomes;
	if (!outcome || "reason" in outcome) throw invalid(outcome?.field ?? "body", outcome?.reason ?? "is empty");
	if (!ingested.only) throw problem("internal");
	const answer = { ...readingAnswer(ingested.only, patientId), status: outcome.verdict };
	return { kind: "one" as const, answer };
}
