import { beforeAll, describe, expect, it } from "vitest";
import { Pages } from "../../support/console.ts";
import { createUser, type TestUser } from "../../support/factories.ts";

const HOME = "https://edgeward.test";

let nurse: TestUser;
beforeAll(async () => {
	nurse = await createUser("staff");
});

const FOREIGN = [
	"https://elsewhere.example/inbox?is_read=false",
	"https://edgeward.test.elsewhere.example/inbox",
	"http://edgeward.test/inbox",
	`${HOME}//elsewhere.example/inbox`,
	`${HOME}/\\elsewhere.example`,
	"about:blank",
	"http://[",
	"inbox",
	"",
];

describe("a form that a stranger sends", () => {
	const sentFrom = async (from?: string) => {
		const { status, location } = await new Pages().post("/inbox/read", {}, from === undefined ? {} : { Referer: from });
		expect(status).toBe(303);
		return location;
	};

	it("leads by the sign-in back to its page", async () => {
		expect(await sentFrom(`${HOME}/inbox?is_read=false`)).toBe("/?next=%2Finbox%3Fis_read%3Dfalse");
	});

	it("leads to the sign-in alone where its page is not known: its own address shows nothing", async () => {
		expect(await sentFrom()).toBe("/");
	});

	it.each(FOREIGN)("leads to no page of another site: %j", async (from) => {
		expect(await sentFrom(from)).toMatch(/^\/(\?next=%2Felsewhere.example)?$/);
	});
});

describe("after a change", () => {
	it("one is on the page on which its button stood, as it was filtered", async () => {
		const admin = await createUser("admin");
		const user = await createUser("user");
		const from = `${HOME}/admin/users?search=${user.username}&page=1`;
		const { location } = await new Pages(admin).post(`/admin/users/${user.id}/sign-out`, {}, { Referer: from });
		expect(location).toBe(`/admin/users?search=${user.username}&page=1&done=left`);
	});

	it.each(FOREIGN)("one is not where another site says: %j", async (from) => {
		const admin = await createUser("admin");
		const user = await createUser("user");
		const path = `/admin/users/${user.id}`;
		const { status, location } = await new Pages(admin).post(`${path}/sign-out`, {}, { Referer: from });
		expect([status, location]).toEqual([303, expect.stringMatching(/^\/(?!\/|\\)[^/]*(\/users\/\d+)?\?done=left$/)]);
	});
});

it.each(FOREIGN)("a failure leads back to no page of another site, and fails no further: %j", async (from) => {
	const { status, text } = await new Pages(nurse).post("/inbox/999999999/read", {}, { Referer: from });
	expect(status).toBe(404);
	expect(text).not.toContain("Back to where you were");
});

it("a failure leads back to the page of ours on which its button stood", async () => {
	const from = `${HOME}/inbox?is_read=false`;
	const { text } = await new Pages(nurse).post("/inbox/999999999/read", {}, { Referer: from });
	expect(text).toContain('<a href="/inbox?is_read=false">Back to where you were</a>');
});

it("a browser says from where a form of ours comes: to us, and to nobody else", async () => {
	for (const path of ["/", "/ward", "/inbox", "/admin"])
		expect((await new Pages(nurse).get(path)).headers.get("Referrer-Policy"), path).toBe("same-origin");
});
