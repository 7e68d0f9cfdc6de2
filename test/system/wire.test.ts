import { rmSync } from "node:fs";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bedside, newBedside } from "./bedside.ts";
import { freePort, type Running, request, start, temporaryFolder } from "./server.ts";

const folder = temporaryFolder();
let running: Running;
let bedside: Bedside;
let port: number;
const PATIENCE_MS = 3_000;

beforeAll(async () => {
	port = await freePort();
	running = await start(["--no-demo", "--no-live", "--persist-to", folder], port);
	bedside = await newBedside(running.url, folder);
});

afterAll(async () => {
	await running?.interrupt();
	rmSync(folder, { recursive: true, force: true });
});

/** Sends pieces of text as they are, a little apart, and answers what comes back until the line is cut or goes quiet. */
function sendRaw(pieces: readonly string[], then: "wait" | "hang up" = "wait"): Promise<string> {
	return new Promise((resolve) => {
		const socket = connect(port, "127.0.0.1");
		let heard = "";
		const end = () => {
			socket.destroy();
			resolve(heard);
		};
		socket.on("data", (data) => {
			heard += data.toString("latin1");
		});
		socket.on("error", end);
		socket.on("close", end);
		socket.setTimeout(PATIENCE_MS, end);
		socket.on("connect", async () => {
			for (const piece of pieces) {
				if (socket.destroyed) return;
				socket.write(piece, "latin1");
				await new Promise((next) => setTimeout(next, 20));
			}
			if (then === "hang up") end();
		});
	});
}

const statuses = (heard: string) => [...heard.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
const head = (line: string, ...headers: string[]) =>
	[line, `Host: localhost:${port}`, `Authorization: Bearer ${bedside.band}`, ...headers, "", ""].join("\r\n");
const json = "Content-Type: application/json";
const reading = (minute: number, bpm = 72) =>
	JSON.stringify({ heart_rate: bpm, recorded_at: `2026-01-31T12:${String(minute).padStart(2, "0")}:00Z` });

const count = async (): Promise<number> => {
	const url = `${running.url}/api/heart-rate/?patient=${bedside.patient}`;
	return (await request(url, await bedside.signIn())).body.count;
};

/** The server has not been hurt: it takes a reading, and has kept all that it has acknowledged. */
async function expectWell(kept: number) {
	expect(await request(`${running.url}/readyz`, null)).toMatchObject({ status: 200 });
	expect(await count()).toBe(kept);
}

const POST = "POST /api/heart-rate/ HTTP/1.1";
const GET = "GET /healthz HTTP/1.1";

describe("what no client of HTTP can send", () => {
	it.each([
		["a body that ends before its length", () => [head(POST, json, "Content-Length: 5000"), reading(1)]],
		[
			"a body that comes a letter at a time and never ends",
			() => [head(POST, json, "Content-Length: 200"), ...reading(2)],
		],
		["chunks that are none", () => [head(POST, json, "Transfer-Encoding: chunked"), "zz\r\n{}\r\n0\r\n\r\n"]],
		[
			"a chunk of a length that no memory has",
			() => [head(POST, json, "Transfer-Encoding: chunked"), "FFFFFFFFFFFFFFFF\r\n{"],
		],
		["chunks without an end", () => [head(POST, json, "Transfer-Encoding: chunked"), "2\r\n{}\r\n"]],
		["a length that is no number", () => [head(POST, json, "Content-Length: -1"), reading(3)]],
		["two lengths", () => [head(POST, json, "Content-Length: 2", "Content-Length: 70"), reading(4)]],
		[
			"a length beside chunks",
			() => [head(POST, json, "Content-Length: 2", "Transfer-Encoding: chunked"), "0\r\n\r\n"],
		],
		[
			"a flood of headers",
			() => [head(GET, ...Array.from({ length: 20_000 }, (_, index) => `X-${index}: ${"x".repeat(50)}`))],
		],
		["a header of a mebibyte", () => [head(GET, `X-Long: ${"x".repeat(1024 * 1024)}`)]],
		["an address of a mebibyte", () => [head(`GET /${"a".repeat(1024 * 1024)} HTTP/1.1`)]],
		["a header with a null byte", () => [head(GET, "X-Null: a\0b")]],
		["a header that is folded", () => [head(GET, "X-Folded: a\r\n b")]],
		["a request without a host", () => ["GET /healthz HTTP/1.1\r\n\r\n"]],
		["a version that is not there yet", () => ["GET /healthz HTTP/9.9\r\n\r\n"]],
		["no HTTP at all", () => ["\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "\0".repeat(1_000)]],
		["a method that nobody knows", () => [head("HACK /healthz HTTP/1.1")]],
		[
			"an upgrade of what is none",
			() => [head(POST, json, "Connection: Upgrade", "Upgrade: websocket", "Content-Length: 2"), "{}"],
		],
		["spaces where none belong", () => [head("GET  /healthz  HTTP/1.1")]],
	])("%s is never answered as a failure of ours, and nothing of it is stored", async (_, pieces) => {
		const kept = await count();
		const heard = await sendRaw(pieces());
		// What stands before the Worker on a laptop has failures of its own.
		expect(heard).not.toContain('"code":"internal"');
		expect(running.output()).not.toContain('"level":"error"');
		expect(heard).not.toMatch(/\.ts:\d|node_modules|SQLITE/);
		await expectWell(kept);
	});

	it("a line that is cut in the middle of a body leaves nothing, a hundred times over", async () => {
		const kept = await count();
		const cut = () => sendRaw([head(POST, json, "Content-Length: 500"), reading(5)], "hang up");
		await Promise.all(Array.from({ length: 100 }, cut));
		await expectWell(kept);
	});

	it("requests that follow one another without waiting are answered in order, each for itself", async () => {
		const kept = await count();
		const post = (minute: number, bpm: number) => {
			const body = reading(minute, bpm);
			return head(POST, json, `Content-Length: ${body.length}`) + body;
		};
		const heard = await sendRaw([post(10, 70) + post(11, 7) + post(12, 71) + head(GET) + post(10, 70)]);
		expect(statuses(heard)).toEqual([201, 400, 201, 200, 200]);
		await expectWell(kept + 2);
	});
});
