import { rmSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { execute } from "../../src/cli/wrangler.ts";
import { freePort, type Running, run, start, temporaryFolder } from "../system/server.ts";
import { crowd } from "./support/crowd.ts";
import { watchShifts } from "./support/inspection.ts";
import { useBrowser, visit } from "./support/visitor.ts";

const PATIENTS = 1_000;
const ADMIN = { email: "admin@clinic.example", password: "a long enough sentence 5" };

useBrowser();

const folder = temporaryFolder();
let running: Running;

beforeAll(async () => {
	const account = ["--email", ADMIN.email, "--password", ADMIN.password, "--persist-to", folder];
	running = await start(["--no-demo", "--persist-to", folder], await freePort());
	const { code, output } = await run("create-admin", account);
	if (code !== 0) throw new Error(output);
	await execute(crowd(PATIENTS, Date.now()), { remote: false, persistTo: folder });
});
afterAll(async () => {
	await running?.interrupt();
	rmSync(folder, { recursive: true, force: true });
});

/** A window of the admin's, on this file's own server. */
async function atWork(options: Parameters<typeof visit>[1] = {}) {
	const opened = await visit(null, { baseURL: running.url, ...options });
	await opened.page.goto("/");
	await opened.page.getByLabel("Username").fill(ADMIN.email);
	await opened.page.getByLabel("Password").fill(ADMIN.password);
	await opened.page.getByRole("button", { name: "Sign in" }).click();
	await opened.page.getByRole("button", { name: "Sign out" }).waitFor();
	return opened;
}

/** Counts the bytes that come over the line for what is loaded from now on. */
async function weigh(page: Page): Promise<() => number> {
	let bytes = 0;
	const session = await page.context().newCDPSession(page);
	await session.send("Network.enable");
	session.on("Network.loadingFinished", ({ encodedDataLength }) => {
		bytes += encodedDataLength;
	});
	return () => bytes;
}

it("a ward of a thousand is there at once, without a script, in less than 100 KB", async () => {
	const { page, close } = await atWork({ javaScriptEnabled: false });
	const weight = await weigh(page);
	await page.goto("/ward");
	expect(await page.locator("#board tr").count()).toBe(PATIENTS);
	expect(await page.locator("#board tr .bpm b").count()).toBe(PATIENTS);
	expect(weight()).toBeGreaterThan(10_000);
	expect(weight()).toBeLessThan(100_000);
	await close();
});

it("a ward of a thousand weighs no more with its script, and does not move when it is there", async () => {
	const { page, faults, close } = await atWork();
	const weight = await weigh(page);
	const shifted = await watchShifts(page);
	await page.goto("/ward", { waitUntil: "load" });
	await page.locator("#live[data-state=on]").waitFor();
	expect(weight()).toBeLessThan(100_000);
	expect(await shifted()).toBeLessThan(0.05);
	expect(faults).toEqual([]);
	await close();
});

it("an admin assigns 200 patients to a doctor, and is told what became of each", async () => {
	const { page, faults, close } = await atWork();
	await page.goto("/admin/bulk/assign?search=Ward+7");
	await page.getByText("200 patients match.").waitFor();
	await page.getByRole("button", { name: "Choose all shown" }).click();
	await page.getByText("200 patients chosen").waitFor();
	await page.getByRole("button", { name: "Next" }).click();
	await page.getByLabel("Doctor", { exact: true }).selectOption({ index: 1 });
	await page.getByRole("button", { name: "What would happen" }).click();
	await page.getByRole("button", { name: "Assign now" }).click();
	await page.getByText("All 200 are done.").waitFor();
	expect(await page.locator("progress").evaluate((bar) => (bar as HTMLProgressElement).position)).toBe(1);
	expect(await page.locator("[data-item][data-status=created]").count()).toBe(200);
	await page.goto("/admin/mappings");
	await page.getByText(/200 in all/).waitFor();
	expect(faults).toEqual([]);
	await close();
});
