import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { afterEach, expect, it, vi } from "vitest";
import { database } from "../../src/db/client.ts";
import { wardAlerts } from "../../src/streams/table.ts";
import { newBedside } from "../support/bedside.ts";
import { intercept } from "../support/statements.ts";

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

it("the ward's log has each change of an alert's state once and in order, whatever fails on the way", async () => {
	vi.spyOn(console, "error").mockImplementation(() => {});
	const bedside = await newBedside();
	for (const rule of [1, 2])
		await bedside.editRule(rule, { sustained_minutes: 0, critical_threshold: rule === 1 ? 150 : 30, escalation: [] });
	let turn = 0;
	const shaken = intercept({
		async transaction(_, go) {
			turn += 1;
			if (turn % 3 === 1) throw new Error("The database is overloaded");
			const result = await go();
			if (turn % 3 === 2) throw new Error("The connection is lost");
			return result;
		},
	});
	for (const [minute, bpm] of [130, 160, 80, 130, 130, 130, 130].entries()) {
		await bedside.reads(minute, bpm);
		await evictDurableObject(bedside.stub);
	}
	shaken.restore();
	await bedside.reads(7, 130);
	const open = (await bedside.alerts("&is_open=true"))[0];
	expect((await bedside.acknowledge(open.id)).status).toBe(200);
	const rows = await database(env)
		.select()
		.from(wardAlerts)
		.where(eq(wardAlerts.patientId, bedside.patient.id))
		.orderBy(wardAlerts.id);
	expect(rows.map(({ event }) => event.type)).toEqual([
		...["alert.opened", "alert.raised", "alert.closed", "alert.opened", "alert.acknowledged"],
	]);
});
