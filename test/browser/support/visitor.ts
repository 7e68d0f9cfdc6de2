import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, inject } from "vitest";
import { launchChromium } from "./chromium.ts";

let browser: Browser;
const sessions = new Map<string, ReturnType<BrowserContext["storageState"]>>();

/** Gives a test file its browser. */
export function useBrowser(): void {
	beforeAll(async () => {
		browser = await launchChromium();
	});
	afterAll(() => browser.close());
}

/** A page in a new window, and what went wrong in it. */
export interface Visit {
	page: Page;
	/** What the browser complained of: failed scripts, refused loads, whatever the page's policy forbids, dialogs. */
	faults: string[];
	close(): Promise<void>;
}

/** Where the tests' server answers. */
export const address = (path: string): string => new URL(path, inject("url")).href;

/** Opens a window: of one of the demo ward's people (`miriam`, `jonas`, `ada`, `greta`), or of a stranger. */
export async function visit(person: string | null, options: BrowserContextOptions = {}): Promise<Visit> {
	const storageState = person === null ? undefined : await sessionOf(person);
	const context = await browser.newContext({
		baseURL: inject("url"),
		viewport: { width: 1440, height: 900 },
		storageState,
		...options,
	});
	const page = await context.newPage();
	return { page, faults: faultsOf(page), close: () => context.close() };
}

/** Signs in once for all the windows of a file. */
function sessionOf(person: string) {
	const known = sessions.get(person) ?? newSession(person);
	sessions.set(person, known);
	return known;
}

async function newSession(person: string) {
	const context = await browser.newContext({ baseURL: inject("url") });
	const page = await context.newPage();
	await signIn(page, person, inject("password"));
	const state = await context.storageState();
	await context.close();
	return state;
}

/** Fills in the sign-in page, wherever it leads. */
export async function signIn(page: Page, name: string, password: string): Promise<void> {
	await page.goto("/");
	await page.getByLabel("Username").fill(name);
	await page.getByLabel("Password").fill(password);
	await page.getByRole("button", { name: "Sign in" }).click();
	await page.getByRole("button", { name: "Sign out" }).waitFor();
}

function faultsOf(page: Page): string[] {
	const faults: string[] = [];
	page.on("console", (message) => {
		if (["error", "warning"].includes(message.type())) faults.push(`${message.text()} (${message.location().url})`);
	});
	page.on("pageerror", (error) => faults.push(String(error)));
	page.on("dialog", (dialog) => {
		faults.push(`a dialog: ${dialog.message()}`);
		return dialog.dismiss();
	});
	return faults;
}
