import autocannon from "autocannon";

/** One request of a load: made anew for each, so that no two are the same. */
export interface Call {
	method: "GET" | "POST";
	path: string;
	headers: Record<string, string>;
	body?: string;
}

export interface Measured {
	/** A second. */
	requests: number;
	/** Of the server, over all of the load; null where the machine does not say. */
	cpuSeconds: number | null;
	/** Answered, in all. */
	answered: number;
	/** In ms: of 50 % and of 99 % of the requests at most this. */
	p50: number;
	p99: number;
}

export interface Load {
	connections: number;
	/** How long, in seconds. */
	seconds: number;
	/** What the server has taken of the processors so far. */
	cpuSeconds: () => number | null;
}

/**
 * Sends requests over so many connections, each as soon as its last one was answered. Throws where one of them failed or
 * was answered with anything but 2xx: a load that is not served measures nothing.
 */
export async function loadHttp(
	url: string,
	next: () => Call,
	{ connections, seconds, cpuSeconds }: Load,
): Promise<Measured> {
	const before = cpuSeconds();
	const requests: autocannon.Request[] = [{ setupRequest: (request) => ({ ...request, ...next() }) }];
	const result = await autocannon({ url, connections, duration: seconds, requests });
	const after = cpuSeconds();
	const { errors, timeouts, statusCodeStats = {} } = result;
	const refused = Object.entries(statusCodeStats).filter(([status]) => !status.startsWith("2"));
	if (errors + timeouts + refused.length > 0)
		throw new Error(
			`${errors} errors, ${timeouts} timeouts, refused: ${JSON.stringify(refused)}; now: ${await answerTo(url, next())}`,
		);
	const { duration, latency } = result;
	return {
		requests: result.requests.total / duration,
		answered: result.requests.total,
		cpuSeconds: before === null || after === null ? null : after - before,
		p50: latency.p50,
		p99: latency.p99,
	};
}

/** One request, sent once more to see what is wrong with it. */
async function answerTo(url: string, { path, ...request }: Call): Promise<string> {
	const response = await fetch(new URL(path, url), request);
	return `${request.method} ${path}: ${response.status} ${(await response.text()).slice(0, 300)}`;
}
