import { expect, inject, it } from "vitest";
import { apiWith } from "./support/api.ts";
import { useBrowser, visit } from "./support/visitor.ts";

useBrowser();

it("somebody registers, tells of themself, adds a watch, and sees what it measures", async () => {
	const { page, faults, close } = await visit(null, { timezoneId: "Europe/Lisbon" });
	const fill = (label: string, text: string) => page.getByLabel(label, { exact: false }).first().fill(text);
	const press = (name: string) => page.getByRole("button", { name, exact: true }).click();

	await page.goto("/");
	await page.getByRole("link", { name: "Register" }).click();
	await page.getByLabel("I am").selectOption("patient");
	await fill("First name", "Inês");
	await fill("Last name", "Carvalho");
	await page.getByLabel("Username").fill("ines");
	for (const label of [/^Password$/, /^Password again/]) await page.getByLabel(label).fill("blue kettle on the moon 4");
	await press("Register");

	await page.getByRole("heading", { name: "Please tell us about you" }).waitFor();
	await fill("Date of birth", "1971-04-25");
	await page.getByLabel("Time zone").selectOption("Europe/Lisbon");
	await press("Save");

	await page.getByRole("link", { name: "My devices, and add one" }).click();
	await page.getByRole("textbox", { name: "Name" }).fill("ines-watch");
	await press("Add a device");
	await page.getByRole("button", { name: "Make a token" }).click();
	const token = (await page.locator("#token").textContent())?.trim() ?? "";
	await page.goto("/me");
	await apiWith(inject("url"), token).post("heart-rate/", { heart_rate: 64 });

	await page.reload();
	await page.getByText("64", { exact: true }).first().waitFor();
	await page.getByRole("link", { name: "My heart over a day, a week and a year" }).click();
	await page.locator(".u-over").waitFor();
	expect(await page.getByText("Last reading").textContent()).toContain("64 bpm");
	expect(faults).toEqual([]);
	await close();
});
