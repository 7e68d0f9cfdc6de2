import { exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { Pages } from "../support/console.ts";
import { createUser } from "../support/factories.ts";

const ask = (path: string, accept: string) =>
	exports.default.fetch(`https://edgeward.test${path}`, { headers: { Accept: accept } });

describe("an address that is none", () => {
	it("is a page for who looks with a browser", async () => {
		const answer = await ask("/nowhere", "text/html,application/xhtml+xml");
		expect(answer.status).toBe(404);
		expect(await answer.text()).toContain("<h1>There is nothing here</h1>");
		expect(answer.headers.get("Content-Security-Policy")).toContain("script-src 'self'");
	});

	it.each(["/nowhere", "/api-docs/nowhere"])("is a problem for a program: %s", async (path) => {
		const answer = await ask(path, "application/json");
		expect(answer.status).toBe(404);
		expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
	});
});

describe("a page", () => {
	it("says what went wrong, with the request to mention", async () => {
		const { status, text } = await new Pages(await createUser("patient")).get("/ward");
		expect(status).toBe(403);
		expect(text).toContain("<h1>Your role may not do this</h1>");
		expect(text).toMatch(/mention request [\w-]+/);
	});

	it("leads back to where a button was pressed that came too late", async () => {
		const nurse = new Pages(await createUser("staff"));
		const from = "https://edgeward.test/ward?standing=alert";
		const { status, text } = await nurse.post("/ward/alerts/1/acknowledge", {}, { Referer: from });
		expect(status).toBe(404);
		expect(text).toContain('<a href="/ward?standing=alert">Back to where you were</a>');
	});

	it("is kept by nobody, and runs and loads nothing but our own files", async () => {
		const { headers } = await new Pages(await createUser("staff")).get("/ward");
		expect(headers.get("Cache-Control")).toBe("no-store");
		const policy = headers.get("Content-Security-Policy") ?? "";
		expect(policy).toContain("default-src 'none'");
		expect(policy).not.toContain("unsafe");
	});

	it("keeps its files as long as they are what they were", async () => {
		const { text } = await new Pages().get("/");
		const [, file = ""] = /href="(\/console\/[^"]+\.css)"/.exec(text) ?? [];
		const [now, before] = [await ask(file, "text/css"), await ask("/console/0/console.css", "text/css")];
		expect(now.headers.get("Cache-Control")).toContain("immutable");
		expect(before.headers.get("Cache-Control")).toBe("no-store");
		expect(await before.text()).toBe(await now.text());
	});
});
