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
