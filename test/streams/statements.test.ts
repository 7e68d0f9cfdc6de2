import { afterEach, expect, it, vi } from "vitest";
import { begunStream, type LiveStream, patientStream, ticketFor, wardStream } from "../support/event-stream.ts";
import { createMonitored } from "../support/factories.ts";
import { statementsOf } from "../support/work.ts";

afterEach(() => vi.restoreAllMocks());

/** How many it takes until the stream has begun; then it is cut, so that it asks no more. */
async function toOpen(addressOf: () => Promise<string>): Promise<number> {
	const opened: LiveStream[] = [];
	const cut = async () => {
		for (const stream of opened.splice(0)) await stream.cut();
	};
	let address = "";
	const open = async () => {
		opened.push(await begunStream(address));
	};
	const count = await statementsOf(open, async () => {
		await cut();
		address = await addressOf();
	});
	await cut();
	return count;
}

it("a stream opens with three statements: the ticket, who has it, and whether they see the patient", async () => {
	const { admin, patient } = await createMonitored();
	expect(await toOpen(async () => patientStream(patient.id, await ticketFor(admin.token)))).toBe(3);
});

it("a ward's takes two for the ends of what it tells of, and one more for all who are in view", async () => {
	const { admin, patient } = await createMonitored();
	const other = await createMonitored();
	expect(await toOpen(async () => wardStream(await ticketFor(admin.token)))).toBe(4);
	const inView = `&patients=${patient.id},${other.patient.id}`;
	expect(await toOpen(async () => wardStream(await ticketFor(admin.token)) + inView)).toBe(5);
});
