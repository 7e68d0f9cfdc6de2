import { createApp } from "./app.ts";
import { remind } from "./appointments/reminders.ts";
import { database } from "./db/client.ts";
import { consume } from "./notifications/consumer.ts";
import { flushOutbox } from "./outbox/service.ts";
import { cleanUp } from "./retention.ts";

export { PatientMonitor } from "./monitor/patient-monitor.ts";

const app = createApp();

/** As in wrangler.toml. */
const NIGHTLY = "17 3 * * *";

export default {
	fetch: app.fetch,
	queue: consume,
	async scheduled(controller, env) {
		if (controller.cron === NIGHTLY) return cleanUp(database(env), env.FILES);
		// Whatever happens to the reminders, what waits goes out.
		await remind(database(env)).finally(() => flushOutbox(env));
	},
} satisfies ExportedHandler<Env>;
