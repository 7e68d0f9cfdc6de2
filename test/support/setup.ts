import { env } from "cloudflare:workers";
import { afterAll, vi } from "vitest";
import { DB, migrate } from "./database.ts";

await migrate();

// A line a request would bury what a failing test says. Whoever looks at the log stands before this.
const { log } = console;
console.log = (...values) => {
	if (!/^\{"level":"info"/.test(String(values[0]))) log(...values);
};

// The mail service is a stub that makes up its methods: once one was called, the runtime goes on calling it, whatever a
// test has put in its place since. So it has one of its own before the first call.
Object.assign(env.MAIL, { send: async () => ({ messageId: crypto.randomUUID() }) });

// Files share a runtime and its storage: what one of them holds back or makes fail works again for the next, and nobody
// listens any more to all that happens in the clinic.
afterAll(async () => {
	vi.restoreAllMocks();
	vi.useRealTimers();
	vi.unstubAllGlobals();
	await DB.prepare("update webhooks set is_active = 0 where scope = 'clinic'").run();
});
