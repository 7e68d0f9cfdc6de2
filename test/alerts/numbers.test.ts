import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { MOST_EPISODES } from "../../src/alert-engine/alert-event.ts";
import { publishAlerts } from "../../src/alerts/publishing.ts";
import { database } from "../../src/db/client.ts";
import { newBedside } from "../support/bedside.ts";
import { createPatient } from "../support/factories.ts";

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

it("a patient with as many alerts as there are numbers has no more: readings are taken, and it is reported once", async () => {
	const errors = vi.spyOn(console, "error").mockImplementation(() => {});
	const bedside = await newBedside();
	await runInDurableObject(bedside.stub, (_, { storage }) =>
		storage.sql.exec(
			`INSERT INTO alert_episodes (id, rule_id, rule_version, slot, started_at, opened_at, closed_at, ended_by, extreme,
			told, told_at, step, news, published) VALUES (?, 1, 1, 0, 0, 0, 1, 'calm', 130, 'closed', 0, 0, 2, 9)`,
			MOST_EPISODES,
		),
	);
	await bedside.beat(0, 6, 130);
	await bedside.beat(7, 13, 130);
	expect(bedside.news()).toEqual([]);
	const reported = errors.mock.calls.filter(([line]) => String(line).includes("too many alerts"));
	expect(reported).toHaveLength(1);
});

it("what one patient's object copies never takes the place of another's alert", async () => {
	const bedside = await newBedside();
	const { id: other } = await createPatient(bedside.admin);
	await bedside.beat(0, 6, 130);
	const [alert] = await bedside.alerts();
	const detail = await bedside.stub.alert(1);
	if (detail.outcome !== "found" || !detail.value) throw new Error("there is no such alert");
	const id = 1 + (bedside.patient.id - other) * 1_000_000;
	const stray = { ...detail.value, episode: { ...detail.value.episode, id, version: 99, extreme: 1 } };
	await publishAlerts(database(env), other, [stray]);
	expect(await bedside.alerts()).toEqual([alert]);
});
