import { afterEach, expect, it, vi } from "vitest";
import { begunStream, patientStream, ticketFor } from "../support/event-stream.ts";
import { createMonitored } from "../support/factories.ts";
import { statementsOf } from "../support/work.ts";

afterEach(() => vi.restoreAllMocks());

it("a stream opens with three statements: the ticket, who has it, and whether they see the patient", async () => {
	const { admin, patient } = await createMonitored();
	const ticket = await ticketFor(admin.token);
	expect(await statementsOf(() => begunStream(patientStream(patient.id, ticket)))).toBe(3);
});
