import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import type { PatientMonitor } from "../../src/monitor/patient-monitor.ts";
import { monitorOf } from "./monitor.ts";

/**
 * Has the next transaction of the patient's object fail while `work` is done: at its so-many-th statement, or just before
 * it commits where it has fewer. Answers whether there was one. Needs `vi.restoreAllMocks` after the test.
 */
export async function failingAt(patientId: number, statement: number, work: () => Promise<unknown>): Promise<boolean> {
	const silent = vi.spyOn(console, "error").mockImplementation(() => {});
	let hasFailed = false;
	const spy = await runInDurableObject(monitorOf(env, patientId), (_: PatientMonitor, { storage }) => {
		const transaction = storage.transactionSync.bind(storage);
		return vi.spyOn(storage, "transactionSync").mockImplementationOnce((inside) =>
			transaction(() => {
				hasFailed = true;
				let statements = 0;
				const exec = storage.sql.exec.bind(storage.sql);
				const counted = vi.spyOn(storage.sql, "exec").mockImplementation((query, ...bindings) => {
					if (++statements === statement) throw new Error("The disk is full");
					return exec(query, ...bindings);
				});
				try {
					inside();
				} finally {
					counted.mockRestore();
				}
				throw new Error("The disk is full");
			}),
		);
	});
	await work().catch(() => undefined);
	spy.mockRestore();
	silent.mockRestore();
	return hasFailed;
}
