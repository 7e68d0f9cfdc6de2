import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { allergies } from "../../src/charts/table.ts";
import { database } from "../../src/db/client.ts";
import { post } from "../support/client.ts";
import { createMonitored } from "../support/factories.ts";
import { countWrites, stored, writesSoFar } from "./storage.ts";

let patient: number;
let watch: string;
beforeAll(async () => {
	const monitored = await createMonitored();
	patient = monitored.patient.id;
	watch = monitored.device.token;
	return countWrites();
});

const db = database(env);
const reading = (heart_rate: number) =>
	post("/api/heart-rate/", { heart_rate, recorded_at: "2026-01-31T12:00Z" }, watch);
const mine = eq(allergies.name, "what is stored");

// One after the other: each finds what the one before has left.
it.each([
	["a new row", () => db.insert(allergies).values({ patientId: patient, name: "what is stored", nameKey: "x" })],
	["a row that was changed", () => db.update(allergies).set({ description: "y" }).where(mine)],
	["a row that was deleted", () => db.delete(allergies).where(mine)],
	["a reading", () => reading(72)],
	["a reading that was corrected", () => reading(73)],
])("the check itself sees %s", async (_, write) => {
	const before = [await writesSoFar(patient), await stored(patient)];
	expect([await writesSoFar(patient), await stored(patient)]).toEqual(before);
	await write();
	const after = [await writesSoFar(patient), await stored(patient)];
	expect(after[0]).not.toEqual(before[0]);
	expect(after[1]).not.toEqual(before[1]);
});
