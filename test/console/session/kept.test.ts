import { describe, expect, it } from "vitest";
import { Browser } from "../../support/browser.ts";
import { createPatient, createUser, PASSWORD } from "../../support/factories.ts";

const HOME = "https://edgeward.test";
const written = { record_type: "CHECKUP", visit_date: "2026-01-31T14:00", diagnosis: 'Two pages & a "quote" <b>' };

/** The hidden fields of a page, read as a browser reads them. */
function hidden(html: string): Record<string, string> {
	const fields = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
	return Object.fromEntries(fields.map(([, name = "", value = ""]) => [name, unescaped(value)]));
}

const unescaped = (text: string) =>
	text
		.replaceAll("&quot;", '"')
		.replaceAll("&#39;", "'")
		.replaceAll("&lt;", "<")
		.replaceAll("&gt;", ">")
		.replaceAll("&amp;", "&");

async function newVisit() {
	const admin = await createUser("admin");
	const { id } = await createPatient(admin);
	return { admin, browser: new Browser(), path: `/patients/${id}/records` };
}

const back = (path: string) => ({ Referer: `${HOME}${path}/new` });

describe("a form whose sender's session is over", () => {
	it("waits on the sign-in page, and is sent after all once they are back", async () => {
		const { admin, browser, path } = await newVisit();
		const refused = await browser.visit(`${HOME}${path}`, { ...written, title: "Night round" }, back(path));
		const asked = await refused.text();
		expect(refused.status).toBe(401);
		expect(asked).toContain("What you wrote is kept");
		const wrong = await browser.visit(`${HOME}/sign-in`, {
			...hidden(asked),
			username: admin.username,
			password: "no",
		});
		const again = await wrong.text();
		expect(wrong.status).toBe(401);
		const answer = await browser.visit(`${HOME}/sign-in`, {
			...hidden(again),
			username: admin.username,
			password: PASSWORD,
		});
		const waiting = await answer.text();
		expect(answer.status).toBe(200);
		expect(waiting).toContain(`action="${path}"`);
		expect(waiting).toContain("Two pages &amp; a &quot;quote&quot; &lt;b&gt;");
		expect(waiting).toContain(`href="${path}/new"`);
		const saved = await browser.visit(`${HOME}${path}`, hidden(waiting));
		expect(saved.status).toBe(303);
		expect(await (await browser.visit(`${HOME}${path}`)).text()).toContain("Night round");
	});

	it("takes no password into a page", async () => {
		const browser = new Browser();
		const sent = { old_password: "the secret one 1", new_password: "the secret one 2" };
		const alone = await browser.visit(`${HOME}/account/security/password`, sent);
		expect([alone.status, alone.headers.get("Location")]).toEqual([303, "/"]);
		const among = await browser.visit(`${HOME}/account`, { ...sent, first_name: "Ana" });
		const text = await among.text();
		expect(text).toContain("Ana");
		expect(text).not.toContain("the secret one");
	});

	it("is a page to sign in on and no more where only a button was pressed", async () => {
		const { browser, path } = await newVisit();
		const answer = await browser.visit(`${HOME}${path}/1/remove`, { version: "3" }, back(path));
		const next = encodeURIComponent(`${path}/new`);
		expect([answer.status, answer.headers.get("Location")]).toEqual([303, `/?next=${next}`]);
	});

	it.each([
		{ kept_action: "https://evil.example/x", kept_fields: '[["title","x"]]' },
		{ kept_action: "//evil.example/x", kept_fields: '[["title","x"]]' },
		{ kept_action: "/inbox/read", kept_fields: "no list" },
		{ kept_action: "/inbox/read", kept_fields: '[["title",{}]]' },
	])("leads nowhere else: %o", async (kept) => {
		const { username } = await createUser("staff");
		const answer = await new Browser().visit(`${HOME}/sign-in`, { username, password: PASSWORD, ...kept });
		expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/"]);
	});
});
