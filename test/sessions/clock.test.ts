import { afterEach, expect, it, vi } from "vitest";
import { get } from "../support/client.ts";
import { createUser } from "../support/factories.ts";
import { endSessionsElsewhere } from "../support/races.ts";

afterEach(() => {
	vi.useRealTimers();
});

it("a session that was ended elsewhere is refused though the clock was set back meanwhile", async () => {
	const nurse = await createUser("staff");
	vi.setSystemTime(Date.now() + 3_600_000);
	// Of another hour its token is worth nothing; the list of ended sessions is read all the same.
	await get("/api/patients/", (await createUser("staff")).token);
	vi.useRealTimers();
	await endSessionsElsewhere(nurse.id);
	expect((await get("/api/patients/", nurse.token)).status).toBe(401);
});
