import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, vi } from "vitest";
import { ANYWHERE } from "../../src/monitor/place.ts";
import { type Monitor, monitorAt } from "../../src/monitor/stub.ts";

/** A patient's object: the tests' runtime has no jurisdictions. */
export const monitorOf = (bindings: Env, patientId: number): Monitor => monitorAt(bindings, patientId, ANYWHERE);

/** Waits until the object's first push to the ward list, which it brings about, is behind it. */
export async function settled(patientId: number): Promise<void> {
	const stub = monitorOf(env, patientId);
	await runDurableObjectAlarm(stub);
	await vi.waitFor(() =>
		runInDurableObject(stub, (_, { storage }) =>
			expect(storage.sql.exec(`SELECT 1 FROM settings WHERE name = 'pushed_at'`).toArray()).toHaveLength(1),
		),
	);
}
