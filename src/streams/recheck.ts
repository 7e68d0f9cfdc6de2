import { waitUntil } from "cloudflare:workers";
import { and, eq, isNotNull } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { doctors } from "../doctors/table.ts";
import { mappings } from "../mappings/table.ts";
import { viewerOf } from "./stub.ts";

/**
 * Has the live streams of these users checked at once, in the background: call it after the commit that ended a right of
 * theirs. Where it fails, the streams' own check finds out within seconds.
 */
export function recheckStreams(env: Env, userIds: readonly number[]): void {
	waitUntil(recheckAll(env, userIds).catch(logged));
}

/** The same of every doctor who treats or has treated the patient. */
export function recheckDoctors({ env, db }: { env: Env; db: Database }, patientId: number): void {
	const treating = db
		.selectDistinct({ userId: doctors.userId })
		.from(mappings)
		.innerJoin(doctors, eq(doctors.id, mappings.doctorId))
		.where(and(eq(mappings.patientId, patientId), isNotNull(doctors.userId)));
	const work = async () =>
		recheckAll(
			env,
			(await treating).flatMap(({ userId }) => userId ?? []),
		);
	waitUntil(work().catch(logged));
}

async function recheckAll(env: Env, userIds: readonly number[]): Promise<void> {
	await Promise.all(userIds.map((userId) => viewerOf(env, userId).recheck()));
}

function logged(error: unknown): void {
	const name = error instanceof Error ? error.name : "unknown";
	console.error(JSON.stringify({ level: "error", at: "recheck streams", error: name }));
}
