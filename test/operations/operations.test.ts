import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createApp } from "../../src/app.ts";
import worker from "../../src/index.ts";
import { newBedside } from "../support/bedside.ts";
import { call, get, post } from "../support/client.ts";
import { createMonitored, unique } from "../support/factories.ts";
import { intercept } from "../support/statements.ts";

afterEach(() => vi.restoreAllMocks());

const ask = async (path: string, changed: Partial<Env>) => {
	const request = new Request(`https://edgeward.test${path}`, { headers: { "CF-Connecting-IP": unique() } });
	const response = await createApp().fetch(request, { ...env, ...changed }, createExecutionContext());
	return { status: response.status, body: JSON.parse(await response.text()) };
};

const away = async () => {
	throw new Error("away");
};

describe("readiness", () => {
	it("says what was reached", async () => {
		expect(await get("/readyz")).toMatchObject({
			...{ status: 200, body: { status: "ready", reached: ["database", "queue", "object"] } },
		});
	});

	it("is no more than a part of it: the queue", async () => {
		vi.spyOn(env.NOTIFICATIONS, "metrics").mockImplementation(away);
		expect(await get("/readyz")).toMatchObject({
			...{ status: 503, body: { code: "not_ready", detail: "Out of reach: queue." } },
		});
	});

	it("is no more than a part of it: the database", async () => {
		intercept({ statement: (sql, go) => (sql === "select 1" ? away() : go()) });
		expect(await get("/readyz")).toMatchObject({ status: 503, body: { detail: "Out of reach: database." } });
		expect(await get("/healthz")).toMatchObject({ status: 200 });
	});

	it("is no more than a part of it: the objects", async () => {
		const MONITORS = { getByName: () => ({ hasRoomFor: away }) } as unknown as Env["MONITORS"]; // The cast: all that is asked.
		expect(await ask("/readyz", { MONITORS })).toMatchObject({
			status: 503,
			body: { detail: "Out of reach: object." },
		});
	});
});

/** What is logged from now on about something. */
function logged(at: string) {
	const log = vi.spyOn(console, "log").mockImplementation(() => {});
	return () => log.mock.calls.map(([line]) => JSON.parse(String(line))).filter((line) => line.at === at);
}

describe("the log", () => {
	it("has one line for each request, without a word of whom it is about", async () => {
		const { admin, patient, device } = await createMonitored({ first_name: "Secretia" });
		const lines = logged("request");
		const id = unique();
		const headers = { "X-Request-Id": id };
		const mine = () => lines().filter(({ request_id }) => request_id === id);
		await call("GET", `/api/patients/${patient.id}/?search=Secretia`, { token: admin.token, headers });
		await call("POST", "/api/heart-rate/", { token: device.token, body: { heart_rate: 171 }, headers });
		await call("GET", "/api/nothing/12345", { headers });
		await call("GET", "/api/patients/", { headers });
		expect(mine()).toEqual([
			line({ method: "GET", route: "/api/patients/:id", status: 200, role: "admin" }),
			line({ method: "POST", route: "/api/heart-rate", status: 201, role: "device" }),
			line({ method: "GET", status: 401, role: null }),
			line({ method: "GET", status: 401, role: null }),
		]);
		const text = JSON.stringify(mine());
		for (const secret of ["Secretia", "12345", "171", admin.username, admin.token, device.deviceId])
			expect(text).not.toContain(secret);

		function line(fields: object) {
			const any = { level: "info", at: "request", request_id: id, route: expect.any(String), ms: expect.any(Number) };
			return { ...any, ...fields };
		}
	});
});

/** The points that were written, as [what it is, …] and the numbers. */
function counted() {
	const points: [string[], number[]][] = [];
	vi.spyOn(env.METRICS, "writeDataPoint").mockImplementation((point) => {
		points.push([(point?.blobs ?? []).map(String), [...(point?.doubles ?? [])]]);
	});
	return points;
}

describe("the counters", () => {
	it("count the verdicts on what is handed in, by whom", async () => {
		const { device } = await createMonitored();
		const points = counted();
		const readings = [
			{ heart_rate: 70, recorded_at: "2026-01-31T12:00:00Z" },
			{ heart_rate: 71, recorded_at: "2026-01-31T12:00:01Z" },
			{ heart_rate: 999, recorded_at: "2026-01-31T12:00:02Z" },
		];
		await post("/api/heart-rate/", { readings }, device.token);
		await post("/api/heart-rate/", { readings: [readings[0], { ...readings[1], heart_rate: 80 }] }, device.token);
		expect(points.filter(([[what]]) => what === "ingest")).toEqual([
			[
				["ingest", "device"],
				[2, 0, 0, 1],
			],
			[
				["ingest", "device"],
				[0, 1, 1, 0],
			],
		]);
	});

	it("count each change of an alert's state", async () => {
		const bedside = await newBedside();
		const points = counted();
		await bedside.beat(0, 6, 130);
		await bedside.beat(6, 12, 70);
		const alerts = points.filter(([[what]]) => what === "alert");
		expect(alerts.map(([[, news, , kind]]) => [news, kind])).toEqual([
			["alert.opened", "above"],
			["alert.closed", "above"],
		]);
	});

	it("count what the queue brings, and how late", async () => {
		const [points, lines] = [counted(), logged("queue")];
		const message = { id: unique(), timestamp: new Date(Date.now() - 5_000), body: { type: "nothing of ours" } };
		const handed = { ...message, attempts: 1, ack: () => {}, retry: () => {} };
		const metadata = { metrics: { backlogCount: 7, backlogBytes: 700 } };
		const batch = { queue: "edgeward-notifications-dead", messages: [handed], metadata };
		await worker.queue(batch as unknown as MessageBatch, env); // The cast: all of a batch that is looked at.
		const [[blobs, doubles] = []] = points.filter(([[what]]) => what === "queue");
		expect([blobs, doubles?.with(2, 0)]).toEqual([
			["queue", "edgeward-notifications-dead"],
			[1, 0, 0, 7],
		]);
		expect(doubles?.[2]).toBeGreaterThanOrEqual(5_000);
		expect(lines()).toMatchObject([{ queue: batch.queue, messages: 1, retried: 0, backlog: 7 }]);
	});

	it("are no condition: without a data set nothing is counted, and all goes on", async () => {
		const { device } = await createMonitored();
		const request = new Request("https://edgeward.test/api/heart-rate/", {
			method: "POST",
			headers: { Authorization: `Bearer ${device.token}`, "Content-Type": "application/json" },
			body: JSON.stringify({ heart_rate: 70 }),
		});
		// The cast: a binding that a deployment has left out.
		const bare = { ...env, METRICS: undefined } as unknown as Env;
		expect(await createApp().fetch(request, bare, createExecutionContext())).toMatchObject({ status: 201 });
	});
});
