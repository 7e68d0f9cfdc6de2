import { wakeOverdue } from "./alerts/sweep.ts";
import { createApp } from "./app.ts";
import { remind } from "./appointments/reminders.ts";
import { database } from "./db/client.ts";
import { settings } from "./env.ts";
import { consume } from "./notifications/consumer.ts";
import { flushOutbox } from "./outbox/service.ts";
import { cleanUp } from "./retention.ts";
import { announceDue } from "./webhooks/due.ts";
import { sealAnew } from "./webhooks/secrets.ts";

export { PatientMonitor } from "./monitor/patient-monitor.ts";
export { Viewer } from "./streams/viewer.ts";

const app = createApp();

/** As in wrangler.toml. */
const NIGHTLY = "17 3 * * *";

export default {
	fetch: app.fetch,
	queue: consume,
	async scheduled(controller, env) {
		const db = database(env);
		// Whatever happens to one, the others are done: what waits goes out, and what is old goes.
		if (controller.cron === NIGHTLY) return sealAnew(db, settings(env)).finally(() => cleanUp(db, env.FILES));
		await remind(db)
			.finally(() => wakeOverdue(env))
			.finally(() => announceDue(db))
			.finally(() => flushOutbox(env));
	},
} satisfies ExportedHandler<Env>;
