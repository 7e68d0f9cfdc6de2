import { describe, expect, it } from "vitest";
import { get } from "../support/client.ts";

const links = (html: string) => [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = ""]) => link);

describe("the API's page", () => {
	it("loads only our own files, and they are served", async () => {
		const page = await get("/api-docs/");
		expect(page.status).toBe(200);
		expect(page.headers.get("Content-Type")).toMatch(/^text\/html/);
		expect(page.body).not.toMatch(/https?:|\/\/[a-z]/);
		const files = links(page.body);
		expect(files).toHaveLength(4);
		for (const file of files) {
			expect(file).toMatch(/^\/api-docs\//);
			const { status, body } = await get(file);
			expect(status, file).toBe(200);
			expect(body.length, file).toBeGreaterThan(50);
		}
	});

	it.each([
		["/api-docs/swagger-ui.css", "text/css"],
		["/api-docs/swagger-ui-bundle.js", "javascript"],
		["/api-docs/start.js", "javascript"],
		["/api-docs/favicon-32x32.png", "image/png"],
	])("%s is of its type", async (path, type) => {
		const { headers } = await get(path);
		expect(headers.get("Content-Type")).toContain(type);
		expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
	});

	it("lets the browser load nothing from elsewhere, nor any frame show it", async () => {
		const { headers } = await get("/api-docs/");
		const policy = headers.get("Content-Security-Policy");
		expect(policy).toContain("default-src 'self'");
		expect(policy).toContain("frame-ancestors 'none'");
		expect(policy).not.toMatch(/https?:|script-src|\*/);
		expect(headers.get("X-Frame-Options")).toBe("DENY");
		expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
		expect(headers.get("Permissions-Policy")).toContain("camera=()");
	});

	it("shows the document of this very server", async () => {
		expect((await get("/api-docs/start.js")).body).toContain('url: "/openapi.json"');
	});
});

describe("the API document", () => {
	it("is OpenAPI 3.1, with the paths as the seeds spell them", async () => {
		const { status, body } = await get("/openapi.json");
		expect({ status, openapi: body.openapi }).toEqual({ status: 200, openapi: "3.1.0" });
		const paths = Object.keys(body.paths);
		expect(paths).toEqual(expect.arrayContaining(["/api/auth/register/", "/api/patients/{id}/", "/api/heart-rate/"]));
		for (const path of paths) expect(path).toMatch(/^\/api\/.*\/$/);
		expect(body.components.securitySchemes.token).toMatchObject({ type: "http", scheme: "bearer" });
	});

	it("has no reference to nowhere", async () => {
		const { body } = await get("/openapi.json");
		const references = [...JSON.stringify(body).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
		expect(references.length).toBeGreaterThan(20);
		for (const [, name = ""] of references) expect(body.components.schemas).toHaveProperty(name);
	});
});
