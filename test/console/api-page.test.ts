import { describe, expect, it } from "vitest";
import { get } from "../support/client.ts";
import { Pages } from "../support/console.ts";
import { createUser } from "../support/factories.ts";

const files = ({ text }: { text: string }) =>
	[...text.matchAll(/<(?:script|link)[^>]* (?:src|href)="([^"]+)"/g)].map(([, link = ""]) => link);

const stranger = () => new Pages().get("/api-docs/");

describe("the API's page", () => {
	it("loads only our own files, and they are served", async () => {
		const page = await stranger();
		expect(page.status).toBe(200);
		expect(page.text).not.toMatch(/https?:|"\/\/[a-z]/);
		const found = files(page);
		expect(found).toContain("/api-docs/swagger-ui-bundle.js");
		for (const file of found) {
			expect(file).toMatch(/^\/(api-docs|console)\//);
			const { status, body } = await get(file);
			expect({ file, status }).toEqual({ file, status: 200 });
			expect(body.length, file).toBeGreaterThan(50);
		}
	});

	it.each([
		["/api-docs/swagger-ui.css", "text/css"],
		["/api-docs/swagger-ui-bundle.js", "javascript"],
	])("%s is of its type, and may be kept", async (path, type) => {
		const { headers } = await get(path);
		expect(headers.get("Content-Type")).toContain(type);
		expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
		expect(headers.get("Cache-Control")).not.toContain("no-store");
	});

	it("lets the browser load nothing from elsewhere, run nothing that stands in the page, nor any frame show it", async () => {
		const { headers } = await stranger();
		const policy = headers.get("Content-Security-Policy");
		expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;");
		expect(policy).toContain("frame-ancestors 'none'");
		expect(policy).not.toMatch(/https?:|unsafe|\*/);
		expect(headers.get("X-Frame-Options")).toBe("DENY");
	});

	it("asks a stranger to sign in, and leads back", async () => {
		const { text } = await stranger();
		expect(text).toContain('href="/?next=%2Fapi-docs"');
		expect(text).not.toContain("data-signed-in");
	});

	it("tells who is signed in that calls go out in their name", async () => {
		const doctor = await createUser("doctor");
		const { text } = await new Pages(doctor).get("/api-docs/");
		expect(text).toContain("You are signed in as");
		expect(text).toContain('data-signed-in="true"');
		expect(text).not.toContain("?next=");
	});
});
