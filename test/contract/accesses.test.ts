import { env } from "cloudflare:workers";
import { and, eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { patientAccesses } from "../../src/accesses/table.ts";
import { database } from "../../src/db/client.ts";
import { anotherDoctor, type Circle, newCircle } from "../support/relations.ts";
import type { Door } from "./doors/door.ts";
import { bearer, knock } from "./knock.ts";
import { DOORS } from "./routes.ts";
import { newThings } from "./scene.ts";

/** What is not about a patient's health: who treats them and when, what they wear, and who looked. */
const NOT_CLINICAL = /\/(mappings|appointments|devices|accesses)\//;

/** Every read of what is kept of one patient: a new one is among them, and has to be noted too. */
const READS = DOORS.filter(
	({ route, foreign }) =>
		route.startsWith("GET ") &&
		foreign !== undefined &&
		foreign !== "everybody's" &&
		!NOT_CLINICAL.test(route) &&
		!/\/(sessions|tokens|notifications|webhooks)\//.test(route),
);

let circle: Circle;
beforeAll(async () => {
	circle = await newCircle();
});

const looksBy = (user: { id: number }) => {
	const { patientId, userId } = patientAccesses;
	return database(env).$count(patientAccesses, and(eq(patientId, circle.patient), eq(userId, user.id)));
};

async function read(door: Door, token: string) {
	const { patient, people } = circle;
	const scene = await newThings(patient, { self: people.self.id, doctor: people["mapped doctor"].id });
	await door.before?.(scene);
	return knock(door, scene, bearer(token));
}

it("there are reads to be noted", () => {
	expect(READS.length).toBeGreaterThan(15);
});

describe.each(READS)("$route", (door) => {
	it("is noted of who treats the patient, and not of the patient or of who sees nothing", async () => {
		const { people } = circle;
		const doctor = await anotherDoctor(circle.patient);
		for (const { token } of [people.self, people["other doctor"]]) await read(door, token);
		await read(door, doctor.token);
		await expect.poll(() => looksBy(doctor)).toBeGreaterThan(0);
		expect(await looksBy(people.self)).toBe(0);
		expect(await looksBy(people["other doctor"])).toBe(0);
	});
});
