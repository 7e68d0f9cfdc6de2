import { createApp } from "./app.ts";

export { PatientMonitor } from "./monitor/patient-monitor.ts";
export { Viewer } from "./streams/viewer.ts";

const app = createApp();

// Each is loaded when it is first needed: a start is short, and an isolate has a part of the work.
export default {
	fetch: app.fetch,
	async queue(batch, env) {
		const { consume } = await import("./notifications/consumer.ts");
		await consume(batch, env);
	},
	async scheduled(controller, env) {
		const { runSchedule } = await import("./schedule.ts");
		await runSchedule(controller, env);
	},
} satisfies ExportedHandler<Env>;
