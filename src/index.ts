import { deleteOldSessions } from "./accounts/sessions.ts";
import { createApp } from "./app.ts";
import { database } from "./db/client.ts";
import { consume } from "./notifications/consumer.ts";

export { PatientMonitor } from "./monitor/patient-monitor.ts";

const app = createApp();

export default {
	fetch: app.fetch,
	queue: consume,
	scheduled: (_controller, env) => deleteOldSessions(database(env)),
} satisfies ExportedHandler<Env>;
