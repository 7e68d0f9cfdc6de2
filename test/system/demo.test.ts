import { rmSync } from "node:fs";
import { afterAll, expect, it } from "vitest";
import { freePort, isRunning, request, start, temporaryFolder } from "./server.ts";

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("npm start serves a demo ward that can be used at once, and Ctrl-C leaves no process behind", async () => {
	const port = await freePort();
	const running = await start(["--persist-to", folder], port);
	const pids = running.pids();
	expect(pids.length).toBeGreaterThan(1);
	try {
		const password = /has the password (\S+)/.exec(running.welcome)?.[1];
		const doctor = /doctor\s+(\S+@\S+)/.exec(running.welcome)?.[1];
		const login = await request(`${running.url}/api/auth/login/`, null, { email: doctor, password });
		expect(login.status).toBe(200);
		const ward = (await request(`${running.url}/api/patients/?ordering=-last_reading_at`, login.body.access)).body;
		expect(ward.count).toBe(4);
		expect(ward.results[0].last_reading.heart_rate).toBeGreaterThan(0);
		const diary = (await request(`${running.url}/api/appointments/?ordering=start`, login.body.access)).body;
		expect(diary.results).toMatchObject([
			{ patient_name: "Greta Lindqvist", doctor_name: "Miriam Okafor", status: "scheduled" },
			{ patient_name: "Amina Yusuf" },
		]);
		const inbox = (await request(`${running.url}/api/notifications/`, login.body.access)).body;
		expect(inbox.results[0]).toMatchObject({ notification_type: "ALERT_OPENED", is_read: false });

		// The watches measure on.
		const newest = async () => {
			const { body } = await request(`${running.url}/api/heart-rate/?patient=1&page_size=1`, login.body.access);
			return body.results[0].recorded_at;
		};
		const before = await newest();
		await expect.poll(newest, { timeout: 30_000, interval: 500 }).not.toBe(before);

		const [, token, body = "{}"] = /Bearer (\S+)'.* -d '(.*)'/.exec(running.welcome) ?? [];
		const posted = await request(`${running.url}/api/heart-rate/`, token ?? "", JSON.parse(body));
		expect(posted).toMatchObject({ status: 201, body: { status: "created" } });
	} finally {
		await running.interrupt();
	}
	expect(pids.filter(isRunning)).toEqual([]);
});
