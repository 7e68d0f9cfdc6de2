import { seededRandom } from "../../../src/cli/random.ts";
import worker, { PatientMonitor as Monitor, Viewer as Onlooker } from "../../../src/index.ts";
import type { Delivery } from "../outside.ts";
import { troubledDatabase } from "./database.ts";

/**
 * Edgeward as it is, on a database that fails, with a Queue that lives in another process, as the platform's does, and
 * with doors for what the platform does to a Worker: it hands over messages, rings the clock, and drops objects.
 */

/** What the server is started with, beside the settings of any other. */
interface Troubles {
	/** Of the run's Queue. */
	QUEUE_URL: string;
	/** Of what goes wrong in this start. */
	SEED: number;
	/** How many in a hundred questions to the database go wrong in each of three ways. */
	TROUBLE: number;
}

const troubled = new WeakMap<Env, Env>();

/** The same bindings, but for the database and the Queue. */
function inTrouble(env: Env): Env {
	const known = troubled.get(env);
	if (known) return known;
	// The types are those of wrangler.toml, which knows nothing of this run.
	const { QUEUE_URL, SEED, TROUBLE } = env as Env & Troubles;
	const made = {
		...env,
		DB: troubledDatabase(env.DB, seededRandom(SEED), TROUBLE / 100),
		NOTIFICATIONS: queueAt(QUEUE_URL, env.NOTIFICATIONS),
	};
	troubled.set(env, made);
	return made;
}

/** The binding, whose messages go to the run's Queue. */
function queueAt(url: string, binding: Queue): Queue {
	async function sendBatch(messages: Iterable<MessageSendRequest>) {
		const bodies = [...messages].map(({ body }) => body);
		const { ok } = await fetch(url, { method: "POST", body: JSON.stringify(bodies) });
		if (!ok) throw new Error("Queue sendBatch failed: Internal Server Error");
		return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
	}
	return { metrics: () => binding.metrics(), sendBatch, send: (body) => sendBatch([{ body }]) };
}

export class PatientMonitor extends Monitor {
	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, inTrouble(env));
	}

	/** As when its machine fails: what is under way fails with it. */
	crash(): void {
		this.ctx.abort("Durable Object reset because its machine is gone.");
	}
}

export class Viewer extends Onlooker {
	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, inTrouble(env));
	}
}

/** Hands messages to the consumer, and answers the ids of those that it acknowledged. */
async function consume({ queue, messages }: Delivery, env: Env): Promise<string[]> {
	const acknowledged: string[] = [];
	const settled = { ackAll() {}, retryAll() {}, metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
	await worker.queue(
		{
			...settled,
			queue,
			messages: messages.map(({ id, body, attempts }) => ({
				...{ id, body, attempts, timestamp: new Date() },
				ack: () => void acknowledged.push(id),
				// What is not acknowledged comes again.
				retry() {},
			})),
		},
		env,
	);
	return acknowledged;
}

async function platform(request: Request, env: Env): Promise<Response> {
	const { pathname, searchParams } = new URL(request.url);
	switch (pathname) {
		case "/platform/queue":
			return Response.json(await consume(await request.json(), env));
		case "/platform/minute":
			await worker.scheduled({ cron: "* * * * *", scheduledTime: Date.now(), noRetry() {} }, env);
			return Response.json(null);
		default: {
			// The objects are those of the class above.
			const monitors = env.MONITORS as unknown as DurableObjectNamespace<PatientMonitor>;
			// It always fails: the object is gone before it has answered.
			await monitors
				.getByName(searchParams.get("patient") ?? "")
				.crash()
				.catch(() => {});
			return Response.json(null);
		}
	}
}

export default {
	fetch(request, env, ctx) {
		const isOurs = new URL(request.url).pathname.startsWith("/platform/");
		return isOurs ? platform(request, inTrouble(env)) : worker.fetch(request, inTrouble(env), ctx);
	},
} satisfies ExportedHandler<Env>;
