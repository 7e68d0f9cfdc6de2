import { setTimeout as sleep } from "node:timers/promises";
import { problemMessage, Refusal, read } from "../api.ts";
import { Failure, messageOf } from "../failure.ts";
import type { Reading } from "../formats/recording.ts";
import { isWorthResending, resendDelay, retryAfterMs } from "./backoff.ts";
import { Answer } from "./verdicts.ts";

/** A batch of 5,000 takes a moment on a slow line; a server that takes longer than this is not coming back. */
const TIMEOUT_MS = 60_000;

/** Where readings go, and in whose name. `device` is needed with a person's token. */
export type Target = { url: string; token: string; device?: string };

export interface Resending {
	retries: number;
	/** Told before each wait. */
	onWait?: (reason: string, ms: number) => void;
}

/**
 * Posts readings until the server has judged them, as a wearable does: whatever may pass is sent again, which is
 * harmless because the server knows a reading again. Throws a Refusal on any other answer, and a Failure after
 * `retries` resends.
 */
export async function deliver(
	readings: readonly Reading[],
	target: Target,
	{ retries, onWait }: Resending,
): Promise<{ answer: Answer; resent: number }> {
	const body = requestBody(readings, target.device);
	for (let resent = 0; ; resent += 1) {
		const outcome = await attempt(body, target);
		if ("answer" in outcome) return { answer: outcome.answer, resent };
		if (resent >= retries) throw new Failure(`gave up after ${resent} resends: ${outcome.failure}`);
		const ms = resendDelay(resent, Math.random, outcome.retryAfter);
		onWait?.(outcome.failure, ms);
		await sleep(ms);
	}
}

/** The body of a request with many readings. */
export function requestBody(readings: readonly Reading[], device?: string): string {
	return JSON.stringify({
		// A number is a device's id, anything else its name.
		device: device !== undefined && /^\d+$/.test(device) ? Number(device) : device,
		readings: readings.map(({ bpm, at }) => ({ heart_rate: bpm, recorded_at: at })),
	});
}

type Outcome = { answer: Answer } | { failure: string; retryAfter: number };

async function attempt(body: string, { url, token }: Target): Promise<Outcome> {
	let status: number;
	let text: string;
	let retryAfter: number;
	try {
		const answer = await fetch(new URL("/api/heart-rate/", url), {
			method: "POST",
			headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
			body,
			signal: AbortSignal.timeout(TIMEOUT_MS),
		});
		status = answer.status;
		retryAfter = retryAfterMs(answer.headers.get("retry-after"), Date.now());
		text = await answer.text();
	} catch (error) {
		// The answer may have been lost on its way back; then the resend comes out as duplicates.
		return { failure: `${url}: ${messageOf(error)}`, retryAfter: 0 };
	}
	if (isWorthResending(status)) return { failure: problemMessage(status, text), retryAfter };
	if (status !== 200) throw new Refusal(problemMessage(status, text), status);
	return { answer: read(Answer, text, "POST /api/heart-rate/") };
}
