import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../src/auth/hashes.ts";
import { database } from "../../src/db/client.ts";
import { cleanUp } from "../../src/retention.ts";
import { del, get, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { begunStream, openStream, patientStream, ticketFor, wardStream } from "../support/event-stream.ts";
import { createMonitored, createPatient, createUser, sessionOf } from "../support/factories.ts";

/** As if so much time had passed since the ticket was bought, or its stream was last open. */
const age = (ticket: string, ms: number) =>
	DB.prepare("update stream_tickets set expires_at = expires_at - ? where ticket_hash = ?")
		.bind(ms, sha256(ticket))
		.run();

describe("a ticket", () => {
	it("opens a stream once", async () => {
		const { admin, patient } = await createMonitored();
		const address = patientStream(patient.id, await ticketFor(admin.token));
		expect((await openStream(address)).status).toBe(200);
		expect(await get(address)).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
		expect((await openStream(wardStream(await ticketFor(admin.token)))).status).toBe(200);
	});

	it("of two at once opens one", async () => {
		const { admin } = await createMonitored();
		const address = wardStream(await ticketFor(admin.token));
		const statuses = (await Promise.all([openStream(address), openStream(address)])).map(({ status }) => status);
		expect(statuses.toSorted()).toEqual([200, 401]);
	});

	it("waits half a minute", async () => {
		const { admin } = await createMonitored();
		const [young, old] = [await ticketFor(admin.token), await ticketFor(admin.token)];
		await age(young, 29_000);
		await age(old, 30_001);
		expect((await openStream(wardStream(young))).status).toBe(200);
		expect((await openStream(wardStream(old))).status).toBe(401);
	});

	it("is nothing that anybody could guess, and is not what is stored", async () => {
		const { admin } = await createMonitored();
		const ticket = await ticketFor(admin.token);
		expect(Buffer.from(ticket, "base64url").length).toBe(32);
		const { results } = await DB.prepare("select * from stream_tickets").all();
		expect(JSON.stringify(results)).not.toContain(ticket);
		expect((await openStream(wardStream(sha256(ticket)))).status).toBe(401);
		expect((await openStream(wardStream("nonsense"))).status).toBe(401);
		expect(await get("/api/streams/ward/")).toMatchObject({
			status: 400,
			body: { errors: { ticket: [expect.any(String)] } },
		});
	});

	it("shows its owner's patients and no others", async () => {
		const { admin, patient } = await createMonitored();
		const other = await createPatient(admin);
		const self = await sessionOf(other.username);
		expect((await openStream(patientStream(patient.id, await ticketFor(self.token)))).status).toBe(404);
		expect((await openStream(patientStream(999_999_999, await ticketFor(self.token)))).status).toBe(404);
		expect((await openStream(patientStream(other.id, await ticketFor(self.token)))).status).toBe(200);
	});

	it("is worth nothing once the session has ended that bought it", async () => {
		const { admin } = await createMonitored();
		const ticket = await ticketFor(admin.token);
		await post("/api/auth/logout/", {}, admin.token);
		expect((await openStream(wardStream(ticket))).status).toBe(401);
	});

	it("is sold to a script's token that may write, and dies with it", async () => {
		const user = await createUser("admin");
		const script = (await post("/api/auth/tokens/", { name: "board", scope: "write" }, user.token)).body;
		const [first, second] = [await ticketFor(script.token), await ticketFor(script.token)];
		expect((await openStream(wardStream(first))).status).toBe(200);
		await del(`/api/auth/tokens/${script.id}/`, user.token);
		expect((await openStream(wardStream(second))).status).toBe(401);
	});
});

describe("a ticket that was used", () => {
	it("resumes its stream, whose former connection ends", async () => {
		const { admin, patient } = await createMonitored();
		const address = patientStream(patient.id, await ticketFor(admin.token));
		const stream = await begunStream(address);
		const again = await begunStream(address, stream.lastEventId());
		await expect.poll(() => stream.isOver()).toBe(true);
		expect(again.isOver()).toBe(false);
	});

	it("resumes nothing for who has seen only the address, whatever id they make up or bring from elsewhere", async () => {
		const { admin, patient } = await createMonitored();
		const address = patientStream(patient.id, await ticketFor(admin.token));
		await begunStream(address);
		const other = await begunStream(patientStream(patient.id, await ticketFor(admin.token)));
		expect((await openStream(address, "0.0.0.AAAAAAAAAAAAAAAAAAAAAA")).status).toBe(401);
		expect((await openStream(address, other.lastEventId())).status).toBe(401);
	});

	it("resumes no other stream", async () => {
		const { admin, patient } = await createMonitored();
		const other = await createPatient(admin);
		const ticket = await ticketFor(admin.token);
		const stream = await begunStream(patientStream(patient.id, ticket));
		expect((await openStream(patientStream(other.id, ticket), stream.lastEventId())).status).toBe(401);
	});

	it("resumes nothing when its stream has been closed for minutes, or its session has ended", async () => {
		const { admin, patient } = await createMonitored();
		const ticket = await ticketFor(admin.token);
		const stream = await begunStream(patientStream(patient.id, ticket));
		await age(ticket, 120_001);
		expect((await openStream(patientStream(patient.id, ticket), stream.lastEventId())).status).toBe(401);
		const second = await ticketFor(admin.token);
		const open = await begunStream(patientStream(patient.id, second));
		await post("/api/auth/logout/", {}, admin.token);
		expect((await openStream(patientStream(patient.id, second), open.lastEventId())).status).toBe(401);
	});

	it("is forgotten in the night after", async () => {
		const { admin } = await createMonitored();
		const [open, over] = [await ticketFor(admin.token), await ticketFor(admin.token)];
		await age(over, 60_000);
		await cleanUp(database(env), env.FILES);
		const { results } = await DB.prepare("select ticket_hash from stream_tickets").all();
		const kept = results.map(({ ticket_hash }) => ticket_hash);
		expect(kept).toContain(sha256(open));
		expect(kept).not.toContain(sha256(over));
	});
});
