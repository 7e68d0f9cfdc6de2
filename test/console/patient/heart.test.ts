import { describe, expect, it } from "vitest";
import { Pages } from "../../support/console.ts";
import { createMonitored } from "../../support/factories.ts";
import { postAll, steadily } from "../../support/readings.ts";

const MINUTE = 60_000;

/** A patient whose heart beat at 60 to 79 from 13:00 to 13:20 UTC on the last day of January. */
async function lived(fields: Record<string, unknown> = {}) {
	const { admin, patient, device } = await createMonitored(fields);
	await postAll(
		device.token,
		steadily("2026-01-31T13:00:00Z", 20, MINUTE, (index) => 60 + index),
	);
	const pages = new Pages(admin);
	const page = async (query = "") => (await pages.get(`/patients/${patient.id}${query}`)).text;
	return { patient, pages, page };
}

const THEN = "to=2026-01-31T13:30:00Z";
const words = (html: string) => html.replace(/<[^>]*>/g, "").replace(/\s+/g, " ");

describe("the heart's page", () => {
	it.each([
		["hour", "31 Jan 2026, 12:30 to 31 Jan 2026, 13:30.", 20],
		["day", "30 Jan 2026, 13:30 to 31 Jan 2026, 13:30.", 2],
		["week", "24 Jan 2026, 13:30 to 31 Jan 2026, 13:30.", 1],
		["year", "31 Jan 2025, 13:30 to 31 Jan 2026, 13:30.", 1],
	])("shows the %s that is asked for, in words and in figures", async (range, shown, rows) => {
		const { page } = await lived({ timezone: "UTC" });
		const text = await page(`?range=${range}&${THEN}`);
		expect(words(text)).toContain(`${shown} Lowest 60, mean 70, highest 79 bpm, from 20 readings.`);
		const [, figures = ""] = text.split("<details>");
		expect(figures.split("</details>")[0]?.match(/<tr>/g)).toHaveLength(rows + 1);
		expect(text).toContain('class="heart-mean"');
	});

	it("tells times by the patient's clock", async () => {
		const { page } = await lived({ timezone: "Asia/Kathmandu" });
		const text = words(await page(`?range=hour&${THEN}`));
		expect(text).toContain("31 Jan 2026, 18:15 to 31 Jan 2026, 19:15.");
		expect(text).toContain("Times are by the clock of Asia/Kathmandu.");
	});

	it("moves by links where no script runs", async () => {
		const { page } = await lived();
		const text = await page(`?range=hour&${THEN}`);
		const steps = [...text.matchAll(/data-step="(\w+)"(?: href="[^"?]*\?([^"]*)")?/g)].map(([, step, query]) => [
			step,
			query?.replaceAll("&amp;", "&").replaceAll("%3A", ":"),
		]);
		expect(Object.fromEntries(steps)).toEqual({
			earlier: "range=hour&to=2026-01-31T13:00:00.000Z",
			later: "range=hour&to=2026-01-31T14:00:00.000Z",
			closer: undefined,
			wider: "range=day&to=2026-02-01T01:00:00.000Z",
			now: "range=hour",
		});
	});

	it("gives statistics of every window, and the time in zones", async () => {
		const { page } = await lived();
		const text = words(await page());
		for (const window of [
			"Today",
			"This week",
			"This month",
			"Last 24 hours",
			"Last 7 days",
			"Last 30 days",
			"All time",
		])
			expect(text).toContain(window);
		expect(text).toContain("Normal: 60 to 99");
		expect(text).toMatch(/All time\s*60\s*70\s*79\s*60\s*69\s*78\s*20/);
		expect(text).toMatch(/0%\s*0%\s*100%\s*0%/);
	});

	it("says where the readings are when there are none in that time, and what to do when there never were", async () => {
		const { admin, patient, device } = await createMonitored();
		const pages = new Pages(admin);
		const before = (await pages.get(`/patients/${patient.id}`)).text;
		expect(before).toContain("No watch has sent a reading yet.");
		expect(before).not.toContain("Last 30 days");
		await postAll(device.token, [{ heart_rate: 70, recorded_at: new Date().toISOString() }]);
		await expect
			.poll(async () => (await pages.get(`/patients/${patient.id}?${THEN}`)).text)
			.toContain("Go to the last");
	});

	it("shows the last day where the address asks for what there is not", async () => {
		const { page } = await lived();
		const text = await page("?range=century&to=tomorrow");
		expect(text).toMatch(/aria-current="true">Day</);
		expect(text).toContain("There are no readings in this time.");
	});

	it("loads a script that finds all that it is made of", async () => {
		const { pages, page } = await lived();
		const [, folder] = /src="(\/console\/\w+\/)heart\.client\.js"/.exec(await page()) ?? [];
		const seen = new Set<string>();
		const load = async (file: string): Promise<void> => {
			if (seen.has(file)) return;
			seen.add(file);
			const { status, headers, text } = await pages.get(`${folder}${file}`);
			expect([file, status, headers.get("Content-Type")]).toEqual([file, 200, "text/javascript; charset=utf-8"]);
			for (const [, next = ""] of text.matchAll(/^import .* from "\.\/([^"]+)";$/gm)) await load(next);
			if (file === "uplot.js") expect(text).toMatch(/\nexport default uPlot;$/);
		};
		await load("heart.client.js");
		expect([...seen]).toContain("uplot.js");
	});
});
