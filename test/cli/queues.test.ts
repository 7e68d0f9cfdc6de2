import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { retryDelay } from "../../src/notifications/retry-delay.ts";

const [, ...CONSUMERS] = readFileSync(join(import.meta.dirname, "../../wrangler.toml"), "utf8").split(
	"[[queues.consumers]]",
);
const [main = "", dead = ""] = CONSUMERS;
const HOUR = 3_600;
const DAY = 24 * HOUR;

const setting = (consumer: string, name: string) => Number(new RegExp(`^${name} = (\\d+)$`, "m").exec(consumer)?.[1]);

it("the queues outlast a day without the database, and give no message up to its age", () => {
	const tries = Array.from({ length: setting(main, "max_retries") }, (_, index) => retryDelay(index + 1));
	const first = tries.reduce((sum, delay) => sum + delay, 0);
	const last = setting(dead, "max_retries") * setting(dead, "retry_delay");
	expect(first).toBeGreaterThan(5 * HOUR);
	expect(last).toBeGreaterThanOrEqual(DAY);
	expect(first + last).toBeLessThan(4 * DAY);
	for (const consumer of [main, dead]) expect(setting(consumer, "max_retries")).toBeLessThanOrEqual(100);
});
