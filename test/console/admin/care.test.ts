import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { database } from "../../../src/db/client.ts";
import { deadLetters } from "../../../src/dead-letters/table.ts";
import { get, post } from "../../support/client.ts";
import { Pages } from "../../support/console.ts";
import { createPatient, createUser, mapDoctor, type TestUser, unique } from "../../support/factories.ts";

let admin: TestUser;
let pages: Pages;
beforeAll(async () => {
	admin = await createUser("admin");
	pages = new Pages(admin);
});

async function aWish() {
	const doctor = await createUser("doctor");
	const lastName = unique();
	const { id: patient } = await createPatient(admin, { last_name: lastName });
	const { body } = await post("/api/mappings/", { patient, doctor: doctor.doctorId }, doctor.token);
	return { ...{ doctor, patient, lastName }, mapping: body.id as number };
}

const statusOf = async (id: number) => (await get(`/api/mappings/${id}/?by=mapping`, admin.token)).body.status;

describe("care", () => {
	it.each([
		["accept", "active"],
		["decline", "declined"],
	])("that is wished for: %s", async (decision, status) => {
		const { mapping, lastName } = await aWish();
		const { text } = await pages.get(`/admin/mappings?status=pending&search=${lastName}`);
		expect(text).toContain("Waits for consent");
		expect(text).toContain(`action="/admin/mappings/${mapping}/${decision}"`);
		expect((await pages.post(`/admin/mappings/${mapping}/${decision}`)).status).toBe(303);
		expect(await statusOf(mapping)).toBe(status);
	});

	it("ends, at the version that was shown", async () => {
		const { mapping, lastName } = await aWish();
		await pages.post(`/admin/mappings/${mapping}/accept`);
		const { text } = await pages.get(`/admin/mappings?status=active&search=${lastName}`);
		const version = /name="version" value="(\d+)"/.exec(text)?.[1] ?? "";
		expect((await pages.post(`/admin/mappings/${mapping}/end`, { version: "1" })).status).toBe(412);
		expect((await pages.post(`/admin/mappings/${mapping}/end`, { version })).status).toBe(303);
		expect(await statusOf(mapping)).toBe("ended");
	});
});

it("shows the clinic's schedule, the latest first, and where each appointment is", async () => {
	const doctor = await createUser("doctor");
	const lastName = unique();
	const { id: patient } = await createPatient(admin, { last_name: lastName });
	await mapDoctor(doctor, patient);
	const start = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
	for (const hours of [48, 72])
		await post("/api/appointments/", { patient, doctor: doctor.doctorId, start: start(hours) }, admin.token);
	const { text } = await pages.get(`/admin/appointments?search=${lastName}&status=scheduled`);
	const ids = [...text.matchAll(/href="\/appointments\/(\d+)"/g)].map(([, id]) => Number(id));
	expect(ids).toHaveLength(2);
	expect(ids[0]).toBeGreaterThan(ids[1] ?? 0);
	expect(text).toContain("Times are in UTC.");
});

describe("webhooks", () => {
	const newWebhook = async () =>
		(
			await post(
				"/api/webhooks/",
				{ url: `https://hooks.example.org/${unique()}`, scope: "clinic", events: ["assessment.flagged"] },
				admin.token,
			)
		).body;

	it("are switched off and on again, at the version that was shown", async () => {
		const { id, url, version } = await newWebhook();
		expect((await pages.get(`/admin/webhooks?search=${url.slice(-13)}`)).text).toContain(url);
		expect((await pages.post(`/admin/webhooks/${id}/off`, { version: String(version) })).status).toBe(303);
		expect((await pages.post(`/admin/webhooks/${id}/on`, { version: String(version) })).status).toBe(412);
		expect((await get(`/api/webhooks/${id}/`, admin.token)).body.is_active).toBe(false);
		await pages.post(`/admin/webhooks/${id}/on`);
		expect((await get(`/api/webhooks/${id}/`, admin.token)).body.is_active).toBe(true);
	});

	it("never show their secret", async () => {
		const { id, secret } = await newWebhook();
		expect(secret).toMatch(/^whsec_/);
		expect((await pages.get(`/admin/webhooks/${id}`)).text).not.toContain("whsec_");
	});

	it("say that one which is off cannot be tested", async () => {
		const { id } = await newWebhook();
		await pages.post(`/admin/webhooks/${id}/off`);
		expect((await pages.post(`/admin/webhooks/${id}/test`)).status).toBe(409);
	});
});

describe("dead letters", () => {
	const insert = async (body: object) => {
		const values = { queue: "edgeward-notifications-dead", messageId: unique(), body };
		const [row] = await database(env).insert(deadLetters).values(values).returning();
		return row?.id ?? 0;
	};

	it("wait on the overview, and are put back into the queue, once", async () => {
		const event = {
			event_id: `mapping.ended:${unique()}`,
			type: "mapping.ended",
			patient_id: 1,
			doctor_id: 1,
			actor_id: 1,
		};
		const id = await insert(event);
		expect((await pages.get("/admin")).text).toContain(`href="/admin/dead-letters/${id}"`);
		const { text } = await pages.get(`/admin/dead-letters/${id}`);
		expect(text).toContain("Tried in vain");
		expect(text).toContain(event.event_id);
		expect((await pages.post(`/admin/dead-letters/${id}/replay`)).status).toBe(303);
		expect((await pages.get(`/admin/dead-letters/${id}`)).text).not.toContain("/replay");
		expect((await pages.post(`/admin/dead-letters/${id}/replay`)).status).toBe(409);
	});

	it("are shown as they came, and say why nobody can read one", async () => {
		const id = await insert({ said: "<b>nonsense</b>" });
		const { text } = await pages.get(`/admin/dead-letters/${id}`);
		expect(text).toContain("Not readable");
		expect(text).toContain("&lt;b&gt;nonsense&lt;/b&gt;");
		const replay = await pages.post(`/admin/dead-letters/${id}/replay`);
		expect(replay.status).toBe(409);
		expect(replay.text).toContain("No consumer can read this message");
	});
});
