import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { type AlertEvent, queuedEvent } from "../../src/notifications/events.ts";
import { call, get, patch, post } from "./client.ts";
import { createMonitored, sessionOf } from "./factories.ts";
import { inbox } from "./inbox.ts";
import { deliver } from "./mailbox.ts";
import { monitorOf } from "./monitor.ts";
import { postAll, type SentReading, steadily } from "./readings.ts";

export const MINUTE = 60_000;

/** Holds back what patients' objects hand to the Queue. Needs `vi.restoreAllMocks` after the test. */
function holdAlerts() {
	const held: AlertEvent[] = [];
	/** What the Queue does next: refuse, or take what it is given and say that it has not. */
	const trouble = { next: (): "refuses" | "forgets to answer" | null => null };
	const metadata = { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
	vi.spyOn(Object.getPrototypeOf(env.NOTIFICATIONS), "sendBatch").mockImplementation(async (...[messages]) => {
		const wrong = trouble.next();
		if (wrong === "refuses") throw new Error("The queue is down");
		// What is spied on is untyped; it is what `sendBatch` of a queue is given.
		for (const { body } of messages as MessageSendRequest[]) {
			const event = queuedEvent.parse(body);
			if ("episode_id" in event) held.push(event);
		}
		if (wrong) throw new Error("The queue did not answer");
		return metadata;
	});
	return { held, trouble };
}

/**
 * A patient with a watch, whose time the test tells: in minutes from its beginning, all of them ahead of the real clock,
 * so that no alarm fires but by hand. What people are told is held back. Needs `vi.useRealTimers` and
 * `vi.restoreAllMocks` after the test.
 */
export async function newBedside(fields: Record<string, unknown> = {}, start = Date.now() + MINUTE) {
	vi.setSystemTime(start);
	const { admin, patient, device } = await createMonitored(fields);
	const { held, trouble } = holdAlerts();
	const stub = monitorOf(env, patient.id);
	const at = (minutes: number) => start + minutes * MINUTE;
	const iso = (minutes: number) => new Date(at(minutes)).toISOString();
	const goTo = (minutes: number) => vi.setSystemTime(at(minutes));
	const tokens = new Map<string, { token: string; since: number }>();
	/** An access token that is good now: one of a while ago has expired. */
	async function token(username = admin.username) {
		const known = tokens.get(username);
		if (known && Math.abs(Date.now() - known.since) < MINUTE) return known.token;
		const { token } = await sessionOf(username);
		tokens.set(username, { token, since: Date.now() });
		return token;
	}
	const path = `/api/patients/${patient.id}`;
	let delivered = 0;
	const told = () => held.filter(({ patient_id }) => patient_id === patient.id);
	/** Has the object do what is due. */
	const tick = () => runDurableObjectAlarm(stub);
	return {
		...{ admin, patient, device, stub, at, iso, goTo, token, tick, told, path, trouble },
		/** What people were told of an alert's state, in order: `opened`, `raised`, `closed`. */
		news: () => told().flatMap(({ type }) => (type === "alert.escalated" ? [] : type.slice("alert.".length))),
		/** The steps of ladders that were climbed. */
		steps: () => told().flatMap((event) => (event.type === "alert.escalated" ? [event] : [])),
		/** Has the Worker take from the Queue what was not delivered before. */
		async deliver() {
			const events = told().slice(delivered);
			delivered += events.length;
			await deliver(events);
		},
		/** Somebody's inbox, oldest first. */
		inbox: async (username = admin.username) => (await inbox(await token(username))).reverse(),
		/** Goes to a minute, and has the object do what is due by then. */
		async wait(minutes: number) {
			goTo(minutes);
			await tick();
		},
		/** A reading every so often from one minute to another, posted at the last one. */
		async beat(from: number, to: number, bpm: number, everySeconds = 30) {
			goTo(to);
			const count = Math.round(((to - from) * 60) / everySeconds) + 1;
			await postAll(
				device.token,
				steadily(at(from), count, everySeconds * 1000, () => bpm),
			);
			await tick();
		},
		/** Readings as they are, posted now; the object has not done anything about them yet. */
		store: (readings: readonly SentReading[]) => postAll(device.token, readings),
		/** A reading of this minute, posted then. */
		async reads(minute: number, heart_rate: number) {
			goTo(minute);
			await postAll(device.token, [{ heart_rate, recorded_at: iso(minute) }]);
			await tick();
		},
		/** Readings as they are, posted now. */
		async send(readings: readonly SentReading[], batch?: number) {
			await postAll(device.token, readings, batch);
			await tick();
		},
		/** The patient's alerts as they are listed, in the order of their opening. */
		async alerts(query = "") {
			return (await get(`${path}/alerts/?ordering=opened_at${query}`, await token())).body.results;
		},
		alert: async (id: number) => (await get(`/api/alerts/${id}/`, await token())).body,
		acknowledge: async (id: number, username = admin.username) =>
			post(`/api/alerts/${id}/acknowledge/`, {}, await token(username)),
		addRule: async (rule: Record<string, unknown>) => (await post(`${path}/alert-rules/`, rule, await token())).body,
		editRule: async (id: number, fields: Record<string, unknown>) =>
			patch(`${path}/alert-rules/${id}/`, fields, await token()),
		dropRule: async (id: number) => call("DELETE", `${path}/alert-rules/${id}/`, { token: await token() }),
	};
}
export type Bedside = Awaited<ReturnType<typeof newBedside>>;
