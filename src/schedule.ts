import { wakeOverdue } from "./alerts/sweep.ts";
import { remind } from "./appointments/reminders.ts";
import { database } from "./db/client.ts";
import { settings } from "./env.ts";
import { flushOutbox } from "./outbox/service.ts";
import { cleanUp } from "./retention.ts";
import { announceDue } from "./webhooks/due.ts";
import { sealAnew } from "./webhooks/secrets.ts";

/** As in wrangler.toml. */
const NIGHTLY = "17 3 * * *";

/** What is done by the clock: each minute, and each night. */
export async function runSchedule({ cron }: ScheduledController, env: Env): Promise<void> {
	const db = database(env);
	// Whatever happens to one, the others are done: what waits goes out, and what is old goes.
	if (cron === NIGHTLY) return sealAnew(db, settings(env)).finally(() => cleanUp(db, env.FILES));
	await remind(db)
		.finally(() => wakeOverdue(env))
		.finally(() => announceDue(db))
		.finally(() => flushOutbox(env));
}
