import { env } from "cloudflare:workers";
import { createHmac } from "node:crypto";
import { eq } from "drizzle-orm";
import { vi } from "vitest";
import { database } from "../../src/db/client.ts";
import { deliveries } from "../../src/deliveries/table.ts";
import type { AlertEvent, QueuedEvent } from "../../src/notifications/events.ts";
import { queuedEvent } from "../../src/notifications/events.ts";
import { patients } from "../../src/patients/table.ts";
import { alertOpened } from "./alerts.ts";
import { post } from "./client.ts";
import { type TestUser, unique } from "./factories.ts";
import { deliver, eachMinute } from "./mailbox.ts";
import { withProvenEmail } from "./people.ts";

/** Somebody with a proven address who owns a patient, and so hears of every alert. */
export async function newOwner() {
	const owner = await withProvenEmail();
	const [patient] = await database(env)
		.insert(patients)
		.values({ ownerId: owner.id, firstName: "Ada", lastName: "Byron" })
		.returning();
	if (!patient) throw new Error("nothing was inserted");
	return { owner, patient: patient.id };
}

/** An alert that goes out by mail as well, where nobody said otherwise. */
export const alertOf = (patient: number, fields: Partial<AlertEvent> = {}): AlertEvent =>
	// The cast: of several types of alerts only one has a step.
	({
		...alertOpened(patient, { kind: "above", severity: "critical", threshold: 120, extreme: 171 }),
		...fields,
	}) as AlertEvent;

/** A webhook of somebody's own, on an address that no other test has. */
export async function newWebhook({ token }: TestUser, fields: Record<string, unknown> = {}) {
	const url = `https://hooks.example.org/${unique()}`;
	const { status, body } = await post("/api/webhooks/", { url, ...fields }, token);
	if (status !== 201) throw new Error(`expected 201: ${status} ${JSON.stringify(body)}`);
	return { id: body.id as number, url: body.url as string, secret: body.secret as string };
}

interface Call {
	url: string;
	headers: Headers;
	body: string;
	redirect: string | undefined;
}

/** Takes the calls that the Worker makes, in place of the servers that they are for; 204 is what they answer. */
export function openReceiver() {
	const calls: Call[] = [];
	const answers = new Map<string, () => Response | Promise<Response>>();
	const spy = vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
		const url = String(input);
		calls.push({ url, headers: new Headers(init?.headers), body: String(init?.body), redirect: init?.redirect });
		return answers.get(url)?.() ?? new Response(null, { status: 204 });
	});
	return {
		spy,
		to: (url: string) => calls.filter((call) => call.url === url),
		answer: (url: string, answer: () => Response | Promise<Response>) => void answers.set(url, answer),
	};
}

interface Held {
	event: QueuedEvent;
	delaySeconds?: number;
}

const METADATA = { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };

/** Holds back what the Worker hands to the Queue, so that a test decides when and how often it is delivered. */
export function openQueue() {
	const held: Held[] = [];
	vi.spyOn(env.NOTIFICATIONS, "sendBatch").mockImplementation(async (messages) => {
		for (const { body } of messages) held.push({ event: queuedEvent.parse(body) });
		return METADATA;
	});
	vi.spyOn(env.NOTIFICATIONS, "send").mockImplementation(async (body, options) => {
		held.push({ event: queuedEvent.parse(body), delaySeconds: options?.delaySeconds });
		return METADATA;
	});
	const isAbout = (text: string, { event }: Held) => JSON.stringify(event).includes(`"${text}`);
	return {
		/** What waits and has to do with the event, taken out; also what the minute's run announces. */
		async take(eventId: string): Promise<Held[]> {
			await eachMinute();
			const found = held.filter((message) => isAbout(eventId, message));
			for (const message of found) held.splice(held.indexOf(message), 1);
			return found;
		},
		/** Delivers an event and all that follows from it, until nothing does. */
		async settle(...events: QueuedEvent[]): Promise<void> {
			for (let waiting = events; waiting.length > 0; ) {
				await deliver(waiting);
				await eachMinute();
				const [{ event_id } = { event_id: "" }] = events;
				waiting = (await this.take(event_id)).map(({ event }) => event);
			}
		},
	};
}

/** What was recorded of an event: `channel status reason`. */
export async function recorded(eventId: string): Promise<string[]> {
	const rows = await database(env).select().from(deliveries).where(eq(deliveries.eventId, eventId));
	return rows.map(({ channel, status, reason }) => [channel, status, ...(reason ? [reason] : [])].join(" ")).sort();
}

/** Standard Webhooks once more, by another library than the one under test. */
export const expectedSignature = (secret: string, id: string, timestamp: string, body: string) =>
	`v1,${createHmac("sha256", Buffer.from(secret.slice("whsec_".length), "base64"))
		.update(`${id}.${timestamp}.${body}`)
		.digest("base64")}`;
