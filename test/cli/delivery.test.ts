import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { deliver } from "../../src/cli/replay/delivery.ts";

type Step = (response: Parameters<RequestListener>[1]) => void;

const answer = { created: 1, duplicates: 0, updated: 0, rejected: 0, results: [] };
const stored: Step = (response) => response.end(JSON.stringify(answer));
const refuses =
	(status: number): Step =>
	(response) =>
		response.writeHead(status).end(JSON.stringify({ title: "No", status, message: "Not like this." }));
const hangsUp: Step = (response) => response.destroy();

const readings = [{ bpm: 70, at: Date.parse("2026-01-01T00:00:00Z") }];

describe("deliver", () => {
	let server: Server | undefined;
	const bodies: string[] = [];

	/** A server that answers one request after the other as the steps say, the last one for good. */
	async function serverThat(...steps: Step[]): Promise<string> {
		bodies.length = 0;
		server = createServer(async (request, response) => {
			bodies.push((await request.setEncoding("utf8").toArray()).join(""));
			steps[Math.min(bodies.length, steps.length) - 1]?.(response);
		});
		await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
		const address = server.address();
		return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
	}

	afterEach(() => server?.close());

	it("sends the same readings again until the server has judged them", async () => {
		const waits: string[] = [];
		const url = await serverThat(refuses(503), hangsUp, stored);
		const delivery = deliver(readings, { url, token: "t" }, { retries: 2, onWait: (reason) => waits.push(reason) });
		expect(await delivery).toEqual({ answer, resent: 2 });
		expect(new Set(bodies).size).toBe(1);
		expect(waits).toHaveLength(2);
	});

	it("gives up after the last resend and says why", async () => {
		const url = await serverThat(refuses(429));
		await expect(deliver(readings, { url, token: "t" }, { retries: 1 })).rejects.toThrow(
			"gave up after 1 resends: 429 – Not like this.",
		);
		expect(bodies).toHaveLength(2);
	});

	it.each([400, 401, 403, 413])("does not send again after %i", async (status) => {
		const url = await serverThat(refuses(status));
		await expect(deliver(readings, { url, token: "t" }, { retries: 9 })).rejects.toThrow(`${status} – Not like this.`);
		expect(bodies).toHaveLength(1);
	});

	it("does not take just any success for a verdict", async () => {
		const url = await serverThat((response) => response.end("<html>welcome to the hotel's network</html>"));
		await expect(deliver(readings, { url, token: "t" }, { retries: 9 })).rejects.toThrow(
			"something else than expected",
		);
	});
});
