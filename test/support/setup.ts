import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, vi } from "vitest";

await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);

// Files share a runtime and its storage: what one of them holds back or makes fail works again for the next, and nobody
// listens any more to all that happens in the clinic.
afterAll(async () => {
	vi.restoreAllMocks();
	vi.useRealTimers();
	vi.unstubAllGlobals();
	await env.DB.prepare("update webhooks set is_active = 0 where scope = 'clinic'").run();
});
