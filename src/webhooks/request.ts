import { type Failure, readRetryAfter } from "./schedule.ts";

const TIMEOUT_MS = 15_000;
const LONGEST_REASON = 200;

/** How a call ended; the reason is null where it was delivered. */
export interface Answer extends Failure {
	durationMs: number;
	reason: string | null;
}

function reasonOf(error: unknown): string {
	if (error instanceof Error && error.name === "TimeoutError") return `No answer within ${TIMEOUT_MS / 1000} s.`;
	return `No connection: ${error instanceof Error ? error.message : "unknown"}`.slice(0, LONGEST_REASON);
}

/**
 * Posts JSON to an endpoint and answers how that went; never throws. Redirects are not followed: they would lead to where
 * nobody has checked. What the endpoint answers is not read.
 */
export async function postTo(url: string, headers: Record<string, string>, body: string): Promise<Answer> {
	const began = Date.now();
	try {
		const response = await fetch(url, {
			method: "POST",
			headers: { "Content-Type": "application/json", "User-Agent": "Edgeward-Webhooks/1.0", ...headers },
			body,
			redirect: "manual",
			signal: AbortSignal.timeout(TIMEOUT_MS),
		});
		// However that ends, the answer is there.
		await response.body?.cancel().catch(() => undefined);
		const { status: statusCode, ok } = response;
		const retryAfterMs = readRetryAfter(response.headers.get("Retry-After"), Date.now());
		return { statusCode, durationMs: Date.now() - began, retryAfterMs, reason: ok ? null : `HTTP ${statusCode}` };
	} catch (error) {
		return { statusCode: null, durationMs: Date.now() - began, retryAfterMs: null, reason: reasonOf(error) };
	}
}
