import { expect, inject, it } from "vitest";
import { apiOf } from "./support/api.ts";
import { newPatient, raceHeart } from "./support/newcomer.ts";
import { useBrowser, visit } from "./support/visitor.ts";

useBrowser();

const doctor = () => apiOf(inject("url"), "miriam", inject("password"));

it("a reading that is posted shows on an open board within two seconds", async () => {
	const patient = await newPatient(inject("url"), await doctor(), { first_name: "Livia", last_name: "Sommer" });
	await patient.measure(71, 60);
	const { page, faults, close } = await visit("miriam");
	await page.goto("/ward?search=Sommer");
	await page.locator("#live[data-state=on]").waitFor();
	const shown = page.locator(`#p${patient.id} .bpm b`);
	expect(await shown.textContent()).toBe("71");
	const started = performance.now();
	await patient.measure(93);
	await page.locator(`#p${patient.id} .bpm b`, { hasText: "93" }).waitFor();
	expect(performance.now() - started).toBeLessThan(2_000);
	expect(faults).toEqual([]);
	await close();
});

it("a nurse narrows the board to whom she looks for, and opens the patient", async () => {
	const { page, faults, close } = await visit("jonas");
	await page.goto("/ward");
	const rows = page.locator("#board tr");
	expect(await rows.count()).toBeGreaterThan(5);
	await page.getByRole("searchbox").fill("Lindqvist");
	await page.keyboard.press("Enter");
	await page.waitForURL(/search=Lindqvist/);
	expect(await rows.count()).toBe(1);
	await rows.getByRole("link", { name: "Greta Lindqvist" }).click();
	await page.waitForURL(`**/patients/${inject("scene").patient}`);
	expect(faults).toEqual([]);
	await close();
});

it("a doctor acknowledges an alert from its row with the keyboard, and every other board tells so", async () => {
	const patient = await newPatient(inject("url"), await doctor(), { first_name: "Ravi", last_name: "Anand" });
	await raceHeart(patient);
	const [mine, hers] = await Promise.all([visit("miriam"), visit("jonas")]);
	for (const { page } of [mine, hers]) {
		await page.goto("/ward?search=Anand");
		await page.locator("#live[data-state=on]").waitFor();
		await page.getByRole("button", { name: /^Acknowledge for Ravi Anand/ }).waitFor();
	}
	await reach(mine.page, /^Acknowledge for Ravi Anand/);
	await mine.page.keyboard.press("Enter");
	for (const { page } of [mine, hers]) {
		await page.locator(`#p${patient.id}.seen`).waitFor();
		expect(await page.getByRole("button", { name: /^Acknowledge for Ravi Anand/ }).count()).toBe(0);
		// Still narrowed to whom she looked for.
		expect(await page.locator("#board tr").count()).toBe(1);
	}
	// To those who hear the page, too.
	expect(await mine.page.locator("#told").textContent()).toBe("The alert is acknowledged.");
	expect([...mine.faults, ...hers.faults]).toEqual([]);
	await Promise.all([mine.close(), hers.close()]);
});

it("a board that the server does not renew says so, although readings still come, and takes it back", async () => {
	const { page, close } = await visit("jonas");
	await page.goto("/ward");
	const live = page.locator("#live[data-state=on]");
	await live.waitFor();
	const lookAgain = () => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
	await page.route("**/ward", (route) => route.fulfill({ status: 500, body: "" }));
	await lookAgain();
	await page.locator("#live[data-state=off]").waitFor();
	await page.unroute("**/ward");
	await lookAgain();
	await live.waitFor();
	await close();
});

/** Goes on by the tabulator until a button of this name has the keyboard. */
async function reach(page: Awaited<ReturnType<typeof visit>>["page"], name: RegExp): Promise<void> {
	for (let steps = 0; steps < 60; steps++) {
		await page.keyboard.press("Tab");
		const label = await page
			.locator(":focus")
			.getAttribute("aria-label")
			.catch(() => null);
		if (label && name.test(label)) return;
	}
	throw new Error(`the keyboard does not reach ${name}`);
}
