import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { PAGES } from "./pages.ts";
import { barriers, overflows, watchShifts } from "./support/inspection.ts";
import { useBrowser, visit } from "./support/visitor.ts";

/** To look at, and in no commit. */
const SCREENSHOTS = join(import.meta.dirname, "../../screenshots");
mkdirSync(SCREENSHOTS, { recursive: true });

/** A page that is not to be found is one, too, and a form with faults. */
const EXPECTED_FAULTS = /status of 404 .*\/patients\/999999|status of 400 .*\/register/;

async function photograph(page: Page, name: string): Promise<void> {
	for (const width of [390, 1440]) {
		await page.setViewportSize({ width, height: 900 });
		await page.screenshot({ path: join(SCREENSHOTS, `${name}-${width}.png`), fullPage: true });
	}
}

useBrowser();

describe.each(PAGES)("the page $name, as $reader sees it", ({ reader, name, path, drawn, press }) => {
	it("can be used by everybody, at every width, and stays where it was drawn", async () => {
		const { page, faults, close } = await visit(reader === "stranger" ? null : reader);
		const shifted = await watchShifts(page);
		await page.goto(path(inject("scene")));
		if (press) {
			// What the server says of a form, the browser would say before.
			await page.locator("main form").evaluateAll((forms: HTMLFormElement[]) => {
				for (const form of forms) form.noValidate = true;
			});
			await page.getByRole("button", { name: press, exact: true }).click();
			await page.waitForLoadState();
		}
		if (drawn) await page.locator(drawn).first().waitFor();
		expect(await page.locator("h1").count()).toBe(1);
		expect({ barriers: await barriers(page) }).toEqual({ barriers: [] });
		expect(await shifted()).toBeLessThan(0.05);
		expect({ overflows: await overflows(page) }).toEqual({ overflows: [] });
		await photograph(page, name);
		expect(faults.filter((fault) => !EXPECTED_FAULTS.test(fault))).toEqual([]);
		await close();
	});
});
