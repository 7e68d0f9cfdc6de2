import worker, { PatientMonitor as Monitor, Viewer } from "../../src/index.ts";
import { isSimulated, replaceClock, standStillAt } from "./clock.ts";
import { as, counted, during, quiet, reset } from "./counting.ts";
import { alarms, awake, meterBindings, meterStorage, uncounted } from "./patches.ts";

/**
 * Edgeward as it is, with a meter on what it is billed for, and a clock that can be set by the header `Meter-Now`: then
 * each request comes at its time, alarms come when they are due, and idle objects hibernate.
 */

/** The platform's own: an object that had nothing to do for so long leaves the memory. */
const IDLE_MS = 10_000;
const AT_ONCE = 16;

replaceClock();

export { Viewer };

export class PatientMonitor extends Monitor {
	constructor(ctx: DurableObjectState, env: Env) {
		meterStorage(ctx.storage, ctx.id.name ?? "");
		meterBindings(env);
		super(ctx, env);
	}

	override alarm(): Promise<void> {
		return as("alarm", 1, () => during(super.alarm()));
	}

	override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
		awake.set(this.ctx.id.name ?? "", Date.now());
		return as("socket", 1, () => during(super.webSocketMessage(socket, message)));
	}

	/** The alarm of a simulated time. */
	async ring(): Promise<void> {
		await this.alarm();
	}

	hibernate(): void {
		this.ctx.abort("hibernates");
	}

	size(): number {
		return this.ctx.storage.sql.databaseSize;
	}
}

/** The objects are those of the class above. */
const monitor = (env: Env, name: string) =>
	uncounted(env.MONITORS as unknown as DurableObjectNamespace<PatientMonitor>, name);

async function each(names: readonly string[], work: (name: string) => Promise<unknown>): Promise<void> {
	const waiting = [...names];
	const next = async () => {
		for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) await work(name);
	};
	await Promise.all(Array.from({ length: AT_ONCE }, next));
}

async function hibernate(env: Env, names: readonly string[]): Promise<void> {
	await quiet();
	for (const name of names) awake.delete(name);
	// It always fails: the object is gone before it has answered.
	await each(names, (name) =>
		monitor(env, name)
			.hibernate()
			.catch(() => {}),
	);
}

/** Lets the time pass until an instant, and in it happen what is due. */
async function passUntil(env: Env, end: number): Promise<void> {
	const set = async (at: number) => {
		const idle = isSimulated() ? [...awake].filter(([, since]) => at - since >= IDLE_MS).map(([name]) => name) : [];
		if (idle.length > 0) await hibernate(env, idle);
		standStillAt(at);
	};
	for (;;) {
		const due = Math.min(...alarms.values());
		if (due > end) break;
		await set(Math.max(due, isSimulated() ? Date.now() : due));
		const names = [...alarms].filter(([, at]) => at <= due).map(([name]) => name);
		for (const name of names) alarms.delete(name);
		await each(names, (name) => monitor(env, name).ring());
		for (const name of names) awake.set(name, Date.now());
	}
	await set(end);
}

/** Of a patient's object, or without one of the database, in bytes. */
async function sizeOf(env: Env, patient: string): Promise<number> {
	if (patient) return monitor(env, patient).size();
	const { meta } = await env.DB.prepare("SELECT 1").run();
	return meta.size_after;
}

async function answer(request: Request, env: Env): Promise<Response> {
	const { pathname, searchParams } = new URL(request.url);
	const patient = searchParams.get("patient") ?? "";
	if (pathname === "/meter/reset") reset();
	else if (pathname === "/meter/size") return Response.json(await sizeOf(env, patient));
	else if (pathname === "/meter/hibernate") await hibernate(env, [patient]);
	else if (pathname === "/meter/cron") {
		const controller = { cron: "* * * * *", scheduledTime: Date.now(), type: "scheduled", noRetry: () => {} } as const;
		await as("cron", 1, () => worker.scheduled(controller, env));
	}
	await quiet();
	return Response.json(counted());
}

export default {
	async fetch(request, env, ctx) {
		meterBindings(env);
		const now = request.headers.get("Meter-Now");
		if (now !== null && Number(now) !== (isSimulated() ? Date.now() : null)) await passUntil(env, Number(now));
		if (new URL(request.url).pathname.startsWith("/meter")) return answer(request, env);
		return as("request", 1, () => during(Promise.resolve(worker.fetch(request, env, ctx))));
	},
	queue(batch, env) {
		meterBindings(env);
		return as("queue", batch.messages.length, () => during(worker.queue(batch, env)));
	},
} satisfies ExportedHandler<Env, Parameters<typeof worker.queue>[0]["messages"][number]["body"]>;
