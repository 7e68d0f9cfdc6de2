import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const GRAVE = ["serious", "critical"];

/** What axe-core finds that keeps somebody from using the page. All its rules in the light, those of colours in the dark. */
export async function barriers(page: Page): Promise<string[]> {
	await page.evaluate(AXE);
	const found: string[] = [];
	for (const [colorScheme, runOnly] of [["light"], ["dark", ["color-contrast", "link-in-text-block"]]] as const) {
		await page.emulateMedia({ colorScheme });
		await settled(page, colorScheme);
		const options: RunOptions = { resultTypes: ["violations"], ...(runOnly && { runOnly: [...runOnly] }) };
		// axe-core has put itself into the page.
		const { violations } = await page.evaluate(
			(given) => (window as unknown as { axe: { run(o: RunOptions): Promise<AxeResults> } }).axe.run(given),
			options,
		);
		for (const { id, impact, nodes } of violations) {
			const places = nodes.slice(0, 3).map(({ target }) => target.join(" "));
			if (GRAVE.includes(impact ?? "")) found.push(`${id} (${colorScheme}) at ${nodes.length}: ${places.join(", ")}`);
		}
	}
	await page.emulateMedia({ colorScheme: "light" });
	return found;
}

/** Waits until a scheme is in force, scripts have done what they do of themselves then, and no colour is on its way. */
async function settled(page: Page, scheme: "light" | "dark"): Promise<void> {
	await page.waitForFunction((name) => matchMedia(`(prefers-color-scheme: ${name})`).matches, scheme);
	await page.evaluate(async () => {
		await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
		const transitions = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
		await Promise.allSettled(transitions.map(({ finished }) => finished));
	});
}

/** Of a phone in the hand of somebody with large letters, a phone, a desk, and a wall. */
const WIDTHS = [320, 390, 1440, 3840];

/** The widths at which the page is wider than its window. */
export async function overflows(page: Page): Promise<string[]> {
	const found: string[] = [];
	for (const width of WIDTHS) {
		await page.setViewportSize({ width, height: 900 });
		const wide = await page.evaluate(() => {
			const { scrollWidth, clientWidth } = document.documentElement;
			if (scrollWidth <= clientWidth) return "";
			const reaches = [...document.querySelectorAll("body *")].filter(
				(element) => element.getBoundingClientRect().right > clientWidth + 1,
			);
			return `${scrollWidth} px: ${reaches.slice(0, 3).map(({ tagName, className }) => `${tagName}.${className}`)}`;
		});
		if (wide) found.push(`at ${width}: ${wide}`);
	}
	return found;
}

/** Counts, from now on, how much of each page that is loaded moves after it was first painted. */
export async function watchShifts(page: Page): Promise<() => Promise<number>> {
	await page.addInitScript(() => {
		const store = Object.assign(window, { shifted: 0 });
		new PerformanceObserver((list) => {
			// What the browser knows of such an entry beyond its type.
			for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) store.shifted += entry.value;
		}).observe({ type: "layout-shift", buffered: true });
	});
	// Set by the script above.
	return () => page.evaluate(() => (window as unknown as { shifted: number }).shifted);
}
