import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import type { Page } from "playwright-core";
import { extractText } from "unpdf";
import { expect, inject, it } from "vitest";
import { apiWith } from "./support/api.ts";
import { useBrowser, visit } from "./support/visitor.ts";

useBrowser();

const account = (username: string, name: [string, string], user_type: string) => ({
	username,
	first_name: name[0],
	last_name: name[1],
	password: "blue kettle on the moon 4",
	user_type,
});

/** What a link saves. */
async function saved(page: Page, link: string): Promise<Buffer> {
	const [download] = await Promise.all([
		page.waitForEvent("download"),
		page.getByRole("link", { name: link, exact: true }).click(),
	]);
	return readFileSync(await download.path());
}

it("an admin lets somebody in, and says that a doctor is one", async () => {
	const anybody = apiWith(inject("url"), null);
	await anybody.post("auth/register/", account("pia", ["Pia", "Moreau"], "staff"));
	await anybody.post("auth/register/", account("tariq", ["Tariq", "Aziz"], "doctor"));
	const { page, faults, close } = await visit("ada");
	await page.goto("/admin/users?search=Moreau");
	await page.getByRole("button", { name: "Approve Pia Moreau as Staff" }).click();
	await page.getByText("The role is granted.").waitFor();
	await page.goto("/admin/users?search=Aziz");
	await page.getByRole("link", { name: "Tariq Aziz" }).click();
	await page.getByRole("button", { name: "Verify Tariq Aziz" }).click();
	await page.getByRole("button", { name: "Take back the verification of Tariq Aziz" }).waitFor();
	expect(faults).toEqual([]);
	await close();
});

it("an admin takes the audit log along as a table, and it says what was done", async () => {
	const { page, close } = await visit("ada");
	await page.goto("/admin/audit");
	const rows: Record<string, string>[] = parse(await saved(page, "Download as CSV"), { columns: true, bom: true });
	expect(rows.length).toBeGreaterThan(10);
	expect(rows.map(({ action }) => action)).toContain("patient.create");
	await close();
});

it("an admin prints the list of patients", async () => {
	const { page, close } = await visit("ada");
	await page.goto("/patients");
	const file = await saved(page, "Download as PDF");
	expect(file.subarray(0, 5).toString()).toBe("%PDF-");
	const { text } = await extractText(new Uint8Array(file), { mergePages: true });
	// A line of the table: number, last name, first name, born.
	expect(text).toContain("Lindqvist Greta 1948-05-17");
	expect(text).toContain("Delgado Rosa 1993-01-20");
	await close();
});
