import { visiblePatient } from "../auth/access.ts";
import type { Actor } from "../auth/actor.ts";
import { tokenRevoked } from "../auth/authenticate.ts";
import { isAdmin } from "../auth/policy.ts";
import { database } from "../db/client.ts";
import { invalid, problem } from "../http/problem.ts";
import { fromJson } from "../json.ts";
import type { Writer } from "../monitor/contract.ts";
import { monitorOf, monitorOfDevice } from "../monitor/stub.ts";
import { countIngest } from "../operations/counters.ts";
import { envelope, readingAnswer } from "./answer.ts";
import type { Sent } from "./body.ts";
import { check, outcomesOf, toBatch } from "./checking.ts";

/**
 * Whose readings these are. Devices and patients write their own; an admin names the patient, who is looked up first: to
 * ask an object whether it has a patient makes one, which is there for ever.
 */
async function patientFor(env: Env, actor: Actor, { patient, items }: Sent): Promise<number> {
	if (actor.kind === "user" && isAdmin(actor)) {
		const named = patient ?? patientIn(items[0]);
		if (named === null) throw invalid("patient", "is required");
		await visiblePatient(database(env), actor, named);
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

/**
 * Takes readings in: one is answered as a reading, many with an envelope. One bad item never holds up the others.
 * Throws `invalid` for a single bad reading, `not_found` for a patient who is not there, 401 for a revoked token.
 */
export async function postReadings(env: Env, actor: Actor, sent: Sent, now: number) {
	const patientId = await patientFor(env, actor, sent);
	const own = actor.kind === "device" ? actor.deviceId : null;
	const checked = check(sent.items, patientId, sent.device ?? own, now);
	const writer: Writer =
		actor.kind === "device" ? { kind: "device", deviceId: actor.deviceId, tokenId: actor.tokenId } : { kind: "person" };
	const monitor = await (actor.kind === "device" ? monitorOfDevice(env, actor) : monitorOf(env, patientId));
	const ingested = fromJson(await monitor.ingest(writer, toBatch(checked)));
	if (ingested.outcome === "no_patient") throw problem("not_found");
	if (ingested.outcome === "token_revoked") throw tokenRevoked();
	const outcomes = outcomesOf(checked, ingested.verdicts);
	countIngest(env, writer.kind, outcomes);
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
