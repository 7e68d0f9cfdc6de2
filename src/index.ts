import { createApp } from "./app.ts";
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
		if (controller.cron === NIGHTLY) await cleanUp(database(env));
		else await flushOutbox(env);
	},
} satisfies ExportedHandler<Env>;
