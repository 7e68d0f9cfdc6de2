import { rmSync } from "node:fs";
import { afterAll, expect, it, vi } from "vitest";
import { freePort, request, start, temporaryFolder } from "./server.ts";

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("whoever runs it on a laptop finds the mailed codes in the log, and they work", async () => {
	const running = await start(["--no-demo", "--persist-to", folder], await freePort());
	const api = (path: string) => `${running.url}/api/auth/${path}/`;
	try {
		const names = { username: "ada", email: "ada@clinic.example" };
		const registered = await request(api("register"), null, { ...names, password: "a long enough sentence 5" });
		expect(registered).toMatchObject({ status: 201, body: { user: { email_verified: false } } });
		const mail = /│ Mail to ada@clinic\.example\n.*Subject: (.+)\n(?:.*\n)*? {2}│ ([\w-]{43})\n/;
		await vi.waitFor(() => expect(running.output()).toMatch(mail), 30_000);
		const [, subject, token] = mail.exec(running.output()) ?? [];
		expect(subject).toContain("confirm");
		expect(await request(api("verify-email"), null, { token })).toMatchObject({ status: 200 });
		const login = await request(api("login"), null, { ...names, password: "a long enough sentence 5" });
		expect(login).toMatchObject({ status: 200, body: { user: { email_verified: true } } });
	} finally {
		await running.interrupt();
	}
});
