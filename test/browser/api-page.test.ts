import { expect, inject, it } from "vitest";
import { barriers } from "./support/inspection.ts";
import { useBrowser, visit } from "./support/visitor.ts";

useBrowser();

it("lets who is signed in try out a call in their own name, without typing a token", async () => {
	const { page, faults, close } = await visit("greta");
	await page.goto("/api-docs/");
	await page.locator("#operations-tag-Patients button").click();
	const call = page.locator("#operations-Patients-get_api_patients_me_");
	await call.locator(".opblock-summary-control").click();
	await call.getByRole("button", { name: "Try it out" }).click();
	await call.getByRole("button", { name: "Execute" }).click();
	const answer = call.locator(".live-responses-table");
	await answer.locator(".response-col_status", { hasText: "200" }).waitFor();
	expect(await answer.locator(".microlight").first().textContent()).toContain(`"id": ${inject("scene").patient},`);
	expect(await barriers(page)).toEqual([]);
	expect(faults).toEqual([]);
	await close();
});

it("sends no token of a stranger's, nor anything to another site", async () => {
	const { page, close } = await visit(null);
	const tokens: (string | undefined)[] = [];
	const foreign: string[] = [];
	page.on("request", (request) => {
		if (request.url().includes("/api/")) tokens.push(request.headers().authorization);
		if (!/^data:/.test(request.url()) && !request.url().startsWith(inject("url"))) foreign.push(request.url());
	});
	await page.goto("/api-docs/");
	await page.locator("#operations-tag-Doctors button").click();
	const call = page.locator("#operations-Doctors-get_api_doctors_");
	await call.locator(".opblock-summary-control").click();
	await call.getByRole("button", { name: "Try it out" }).click();
	await call.getByRole("button", { name: "Execute" }).click();
	await call.locator(".response-col_status", { hasText: "200" }).first().waitFor();
	expect({ tokens, foreign }).toEqual({ tokens: [undefined], foreign: [] });
	await close();
});
