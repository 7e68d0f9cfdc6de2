import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { EpisodeStore } from "../../src/alert-engine/episode-store.ts";
import { AuditNotes } from "../../src/monitor/audit-notes.ts";
import { Outbox } from "../../src/monitor/outbox.ts";
import type { PatientMonitor } from "../../src/monitor/patient-monitor.ts";
import type { PatientState } from "../../src/monitor/patient-state.ts";
import { SettingStore } from "../../src/monitor/profile.ts";
import { newBedside } from "../support/bedside.ts";
import { get } from "../support/client.ts";
import { failingAt } from "../support/failing.ts";
import { monitorOf } from "../support/monitor.ts";
import { steadily } from "../support/readings.ts";

let start: number;
beforeEach(() => {
	// Ahead of the real clock, so that no alarm comes by itself.
	start = Date.now() + 3_600_000;
});
afterEach(() => {
	vi.restoreAllMocks();
	vi.useRealTimers();
});

const OWN =
	/"(id|device|device_id|patient|patient_name|acknowledged_by|edited_by|author|author_name|next)":("[^"]*"|\d+)/g;

type Disturb = (patientId: number, work: () => Promise<unknown>) => Promise<boolean>;

/** What the object remembers of what it keeps: what it would find if it looked. */
const remembered = (patientId: number) =>
	runInDurableObject(monitorOf(env, patientId), (instance: PatientMonitor, { storage: { sql } }) => {
		const { outbox, notes, alerts, settings }: PatientState = Reflect.get(instance, "state");
		const facts = (...[outbox, notes, episodes, settings]: [Outbox, AuditNotes, EpisodeStore, SettingStore]) => ({
			...{ noEvents: outbox.isEmpty(), noNotes: notes.isEmpty(), episodes: episodes.bounds() },
			profile: settings.profile(),
		});
		const memory = facts(outbox, notes, alerts.episodes, settings);
		const stored = [
			new Outbox(sql, () => {}),
			new AuditNotes(sql),
			new EpisodeStore(sql),
			new SettingStore(sql),
		] as const;
		expect(memory).toEqual(facts(...stored));
		return memory;
	});

/** Alerts that open, are raised, acknowledged and closed, rules that change, and a journey: each by a transaction. */
async function story(disturb: Disturb) {
	const bed = await newBedside({ timezone: "Europe/Berlin" }, start);
	const { patient, path } = bed;
	const answers: unknown[] = [];
	/** Names and ids differ from patient to patient; everything else must not. */
	const clear = (value: unknown) =>
		JSON.parse(
			JSON.stringify(value)
				.replaceAll(OWN, '"$1":0')
				.replaceAll(/watch-u[\da-f-]+/g, "watch"),
		);
	const read = async (path: string) => (await get(path, await bed.token())).body;
	/** All that there is to ask. */
	const asked = async () => [
		await remembered(patient.id),
		clear(await bed.alerts()),
		clear(await read(`${path}/alert-rules/`)),
		clear(await read(`${path}/heart-rate-stats/`)),
		clear(await read(`/api/heart-rate/?patient=${patient.id}`)),
	];
	/** Does it, after it was disturbed, which must have changed nothing. */
	async function step(minute: number, work: () => Promise<unknown>) {
		bed.goTo(minute);
		await bed.token();
		const before = await asked();
		if (await disturb(patient.id, work)) expect(await asked(), `after a failure at ${minute}`).toEqual(before);
		const done = await work();
		answers.push([minute, clear(done ?? null), bed.news(), await asked()]);
	}
	const beats = (from: number, to: number, bpm: number) =>
		steadily(bed.at(from), Math.round((to - from) * 2) + 1, 30_000, () => bpm);
	const send = (from: number, to: number, bpm: number) =>
		step(to, async () => {
			await bed.store(beats(from, to, bpm));
		});
	const tick = (minute: number) => step(minute, bed.tick);

	await send(0, 1, 70);
	await send(1.5, 8, 140);
	await tick(8);
	await step(9, async () => (await bed.acknowledge((await bed.alerts())[0].id)).status);
	await send(9, 12, 70);
	await tick(12);
	// Much later than any alert: nothing would be looked up for a calm heart whose last alert is long over.
	await send(60, 66, 150);
	await send(66.5, 69, 70);
	await send(110, 112, 72);
	await tick(112);
	const rule = { kind: "above", threshold: 100, clear_threshold: 90, sustained_minutes: 2 };
	await step(113, () => bed.addRule(rule));
	await send(114, 118, 110);
	await tick(118);
	await step(119, () => bed.stub.setTimezone("Asia/Tokyo", bed.at(30)));
	await send(119, 124, 70);
	await tick(300);
	await send(301, 302, 75);
	const trail = (await get(`/api/audit/?patient=${patient.id}&ordering=at`, await bed.token())).body.results;
	return [...answers, trail.map(({ action, entity }: Record<string, string>) => [action, entity])];
}

it("what a transaction has done that failed, at whichever statement, is forgotten: the same again does it, once", {
	timeout: 120_000,
}, async () => {
	const undisturbed = await story(async () => false);
	expect(undisturbed.at(-1)).toContainEqual(["alert-rule.create", "alert-rule"]);
	for (const statement of [1, 4, 8, Number.POSITIVE_INFINITY]) {
		let failures = 0;
		const disturbed = await story(async (patientId, work) => {
			const hasFailed = await failingAt(patientId, statement, work);
			if (hasFailed) failures += 1;
			return hasFailed;
		});
		expect(disturbed, `at statement ${statement}`).toEqual(undisturbed);
		expect(failures).toBeGreaterThan(15);
	}
});
