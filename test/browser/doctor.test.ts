import { readFileSync } from "node:fs";
import { expect, inject, it } from "vitest";
import { useBrowser, visit } from "./support/visitor.ts";

useBrowser();

it("a doctor comments a record, and the patient reads what is not private", async () => {
	const { patient, record } = inject("scene");
	const path = `/patients/${patient}/records/${record}`;
	const doctor = await visit("miriam");
	await doctor.page.goto(path);
	for (const [text, isPrivate] of [
		["Please sleep more.", false],
		["Ask about coffee.", true],
	] as const) {
		await doctor.page.getByRole("textbox", { name: "Comment" }).fill(text);
		await doctor.page.getByLabel("Private").setChecked(isPrivate);
		await doctor.page.getByRole("button", { name: "Add comment" }).click();
		await doctor.page.locator("article", { hasText: text }).waitFor();
	}
	const own = await visit("greta");
	await own.page.goto(path);
	const comments = await own.page.locator("article").allTextContents();
	expect(comments.join()).toContain("Please sleep more.");
	expect(comments.join()).not.toContain("coffee");
	expect([...doctor.faults, ...own.faults]).toEqual([]);
	await Promise.all([doctor.close(), own.close()]);
});

it("a doctor tries a rule out before saving it", async () => {
	const { patient } = inject("scene");
	const { page, faults, close } = await visit("miriam");
	await page.goto(`/patients/${patient}/rules/new`);
	await page.getByLabel("Watch for").selectOption("above");
	await page.getByRole("spinbutton", { name: /bpm/ }).first().fill("110");
	await page.getByRole("button", { name: /^(Rehearse|Try)/ }).click();
	await page.getByRole("heading", { name: /would have/ }).waitFor();
	expect(faults).toEqual([]);
	await close();
});

it("a doctor zooms and moves the chart of a heart, and its alerts stay where they were", async () => {
	const { patient } = inject("scene");
	const { page, faults, close } = await visit("miriam", { viewport: { width: 390, height: 900 } });
	await page.goto(`/patients/${patient}?range=week`);
	const shades = page.locator(".heart-shade");
	await shades.first().waitFor();
	const when = page.locator("#heart-when");
	const week = await when.textContent();
	/** How far right each begins, as a share of the chart's width. */
	const places = () =>
		shades.evaluateAll((all: HTMLElement[]) =>
			all.map((one) => Math.round((100 * one.offsetLeft) / (one.closest(".u-over")?.clientWidth ?? 1))),
		);
	const narrow = await places();
	await page.setViewportSize({ width: 1440, height: 900 });
	await expect.poll(places).toEqual(narrow);

	await page.getByRole("link", { name: "Zoom in" }).click();
	await expect.poll(() => when.textContent()).not.toBe(week);
	const half = await when.textContent();
	await page.locator("#heart-chart").focus();
	await page.keyboard.press("ArrowLeft");
	await expect.poll(() => when.textContent()).not.toBe(half);
	const chart = await page.locator(".u-over").boundingBox();
	if (!chart) throw new Error("there is no chart");
	const earlier = await when.textContent();
	await page.mouse.move(chart.x + 100, chart.y + 50);
	await page.mouse.down();
	await page.mouse.move(chart.x + 300, chart.y + 50, { steps: 5 });
	await page.mouse.up();
	await expect.poll(() => when.textContent()).not.toBe(earlier);
	expect(faults).toEqual([]);
	await close();
});

it("a doctor stores a letter in a patient's files, and has it back as it was", async () => {
	const { patient } = inject("scene");
	const { page, faults, close } = await visit("miriam");
	await page.goto(`/patients/${patient}/files`);
	const letter = Buffer.from("%PDF-1.7\nDear colleague");
	await page
		.getByLabel("File", { exact: true })
		.setInputFiles({ name: "letter.pdf", mimeType: "application/pdf", buffer: letter });
	await page.getByRole("button", { name: "Store a file" }).click();
	const [download] = await Promise.all([
		page.waitForEvent("download"),
		page.getByRole("link", { name: "letter.pdf" }).click(),
	]);
	expect(readFileSync(await download.path())).toEqual(letter);
	expect(faults).toEqual([]);
	await close();
});
