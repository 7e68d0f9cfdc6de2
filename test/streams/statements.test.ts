import { afterEach, expect, it, vi } from "vitest";
import { begunStream, type LiveStream, patientStream, ticketFor, wardStream } from "../support/event-stream.ts";
import { createMonitored } from "../support/factories.ts";
import { statementsOf } from "../support/work.ts";

afterEach(() => vi.restoreAllMocks());

/** How many it takes until the stream has begun; then it is cut, so that it asks no more. */
async function toOpen(address: string): Promise<number> {
	let stream: LiveStream | undefined;
	const count = await statementsOf(async () => {
		stream = await begunStream(address);
	});
	await stream?.cut();
	return count;
}

it("a stream opens with three statements: the ticket, who has it, and whether they see the patient", async () => {
	const { admin, patient } = await createMonitored();
	expect(await toOpen(patientStream(patient.id, await ticketFor(admin.token)))).toBe(3);
});

it("a ward's takes two for the ends of what it tells of, and one more for all who are in view", async () => {
	const { admin, patient } = await createMonitored();
	const other = await createMonitored();
	expect(await toOpen(wardStream(await ticketFor(admin.token)))).toBe(4);
	const inView = `&patients=${patient.id},${other.patient.id}`;
	expect(await toOpen(wardStream(await ticketFor(admin.token)) + inView)).toBe(5);
});
