import { describe, expect, it } from "vitest";
import { get } from "../support/client.ts";

describe("the API document", () => {
	it("is OpenAPI 3.1, with the paths as the seeds spell them", async () => {
		const { status, body } = await get("/openapi.json");
		expect({ status, openapi: body.openapi }).toEqual({ status: 200, openapi: "3.1.0" });
		const paths = Object.keys(body.paths);
		expect(paths).toEqual(expect.arrayContaining(["/api/auth/register/", "/api/patients/{id}/", "/api/heart-rate/"]));
		for (const path of paths) expect(path).toMatch(/^\/api\/.*\/$/);
		expect(body.servers).toMatchObject([{ url: "/" }]);
		expect(body.components.securitySchemes.token).toMatchObject({ type: "http", scheme: "bearer" });
	});

	it("has no reference to nowhere", async () => {
		const { body } = await get("/openapi.json");
		const references = [...JSON.stringify(body).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
		expect(references.length).toBeGreaterThan(20);
		for (const [, name = ""] of references) expect(body.components.schemas).toHaveProperty(name);
	});
});
