import { expect, inject, it } from "vitest";
import { signIn, useBrowser, visit } from "./support/visitor.ts";

useBrowser();

it("can be done with the keyboard alone, and leads to where one wanted to go", async () => {
	const { page, faults, close } = await visit(null);
	await page.goto("/inbox");
	const { keyboard } = page;
	await keyboard.press("Tab");
	expect(await page.locator(":focus").textContent()).toBe("Skip to the content");
	expect(await page.locator(":focus").boundingBox()).toMatchObject({ y: expect.toSatisfy((y: number) => y >= 0) });
	await keyboard.press("Enter");
	expect(await page.locator(":focus").getAttribute("id")).toBe("main");
	await keyboard.press("Tab");
	await keyboard.type("jonas");
	await keyboard.press("Tab");
	await keyboard.type(inject("password"));
	await keyboard.press("Enter");
	await page.getByRole("heading", { name: "Inbox" }).waitFor();
	expect(new URL(page.url()).pathname).toBe("/inbox");
	expect(faults).toEqual([]);
	await close();
});

it("says what was wrong, keeps the name and not the password", async () => {
	const { page, close } = await visit(null);
	await page.goto("/");
	await page.getByLabel("Username").fill("jonas");
	await page.getByLabel("Password").fill("not the password 1");
	await page.getByRole("button", { name: "Sign in" }).click();
	await page.getByRole("alert").waitFor();
	expect(await page.getByLabel("Username").inputValue()).toBe("jonas");
	expect(await page.getByLabel("Password").inputValue()).toBe("");
	await close();
});

it("works without a script, and so does signing out", async () => {
	const { page, close } = await visit(null, { javaScriptEnabled: false });
	await signIn(page, "jonas", inject("password"));
	expect(new URL(page.url()).pathname).toBe("/ward");
	await page.getByRole("button", { name: "Sign out" }).click();
	await page.getByText("You are signed out.").waitFor();
	await page.goto("/ward");
	expect(new URL(page.url()).pathname).toBe("/");
	await close();
});

it("leaves no cookie that a script could read", async () => {
	const { page, close } = await visit("jonas");
	await page.goto("/ward");
	expect(await page.evaluate(() => document.cookie)).toBe("");
	const cookies = await page.context().cookies();
	expect(cookies.length).toBeGreaterThan(0);
	for (const { httpOnly, sameSite } of cookies)
		expect({ httpOnly, sameSite }).toEqual({ httpOnly: true, sameSite: "Lax" });
	await close();
});
