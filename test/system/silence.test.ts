import { rmSync } from "node:fs";
import { afterAll, expect, it } from "vitest";
import { newBedside } from "./bedside.ts";
import { freePort, type Running, request, start, temporaryFolder } from "./server.ts";

const MINUTE = 60_000;

const folder = temporaryFolder();
let running: Running | undefined;

afterAll(async () => {
	await running?.interrupt();
	rmSync(folder, { recursive: true, force: true });
});

it("a device's silence is noticed within a minute of its time, though the server was killed and started again", async () => {
	const port = await freePort();
	const place = ["--no-demo", "--persist-to", folder];
	running = await start(place, port);
	const api = (path: string) => `http://localhost:${port}/api/${path}`;
	const { patient, band, signIn } = await newBedside(running.url, folder);
	const rule = { kind: "no_data", sustained_minutes: 1 };
	expect((await request(api(`patients/${patient}/alert-rules/`), await signIn(), rule)).status).toBe(201);

	const last = Date.now() - 45_000;
	const reading = { heart_rate: 70, recorded_at: new Date(last).toISOString() };
	expect((await request(api("heart-rate/"), band, reading)).status).toBe(201);
	await running.kill();
	running = await start(place, port);

	const again = await signIn();
	const inbox = async () => (await request(api("notifications/"), again)).body.results;
	await expect
		.poll(inbox, { timeout: 2 * MINUTE, interval: 1_000 })
		.toMatchObject([{ notification_type: "ALERT_OPENED", data: { kind: "no_data", started_at: reading.recorded_at } }]);
	const [{ created_at }] = await inbox();
	const dueAt = last + MINUTE;
	expect(Date.parse(created_at)).toBeGreaterThanOrEqual(dueAt);
	expect(Date.parse(created_at) - dueAt).toBeLessThanOrEqual(MINUTE);
});
