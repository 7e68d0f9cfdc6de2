import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { newProfile, SettingStore } from "../../src/monitor/profile.ts";
import { createMonitored } from "../support/factories.ts";
import { monitorOf } from "../support/monitor.ts";

afterEach(() => vi.restoreAllMocks());

const full = () => {
	throw new Error("The disk is full");
};

it("a setting that could not be written is as it was, and one that was written is known and stored", async () => {
	const { patient } = await createMonitored();
	await runInDurableObject(monitorOf(env, patient.id), (_, { storage }) => {
		const settings = new SettingStore(storage.sql);
		const facts = () => [settings.profile(), settings.pushedAt(), settings.expectedAt(), settings.shownTransition()];
		const write = (number: number) => [
			() => settings.saveProfile(newProfile("UTC", number > 1)),
			() => settings.savePushedAt(number),
			() => settings.saveExpectedAt(number),
			() => settings.saveShownTransition(number),
		];
		for (const save of write(1)) save();
		const before = facts();
		expect(before).toEqual([newProfile("UTC", false), 1, 1, 1]);
		const exec = vi.spyOn(storage.sql, "exec").mockImplementation(full);
		for (const save of write(2)) expect(save).toThrow("full");
		exec.mockRestore();
		expect(facts()).toEqual(before);
		for (const save of write(3)) save();
		expect(facts()).toEqual([newProfile("UTC", true), 3, 3, 3]);
		const stored = new SettingStore(storage.sql);
		expect([stored.profile(), stored.pushedAt()]).toEqual([newProfile("UTC", true), 3]);
	});
});
