import { afterEach, describe, expect, inject, it, vi } from "vitest";
import { type Bedside, newBedside } from "../support/bedside.ts";
import { post } from "../support/client.ts";
import { steadily } from "../support/readings.ts";

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

interface Row {
	minute: number;
	bpm: number;
}
interface Stretch {
	started: number;
	opened: number;
	closed: number;
}

/**
 * Read straight from the rows, with none of the project's code: where the values stay beyond a threshold for so many
 * minutes without a gap, to the first that is calm, or the last before a gap.
 */
function stretchesOf(
	rows: readonly Row[],
	gap: number,
	sustained: number,
	beyond: (bpm: number) => boolean,
	calm: (bpm: number) => boolean,
) {
	const found: Stretch[] = [];
	const minute = (index: number) => rows[index]?.minute ?? Number.POSITIVE_INFINITY;
	for (let index = 0; index < rows.length; ) {
		const run = rows.findIndex(({ bpm }, at) => at >= index && beyond(bpm));
		if (run < 0) break;
		let end = run;
		while (beyond(rows[end + 1]?.bpm ?? Number.NaN) && minute(end + 1) - minute(end) <= gap) end++;
		const opening = rows.findIndex((row, at) => at >= run && at <= end && row.minute - minute(run) >= sustained);
		index = end + 1;
		if (opening < 0) continue;
		let last = opening;
		while (!calm(rows[last]?.bpm ?? 0) && minute(last + 1) - minute(last) <= Math.max(gap, 15)) last++;
		found.push({ started: minute(run), opened: minute(opening), closed: minute(last) });
		index = last + 1;
	}
	return found;
}

const shown = ({ iso }: Bedside, { started, opened, closed }: Stretch) => ({
	...{ started_at: iso(started), opened_at: iso(opened), closed_at: iso(closed), status: "cleared" },
});

const [first = null, second = null] = inject("icu");

describe.skipIf(first === null || second === null)("a stay in intensive care", () => {
	const heartRates = (text: string): Row[] =>
		text.split("\n").flatMap((line) => {
			const [time = "", parameter, value] = line.trim().split(",");
			const [hours, minutes] = time.split(":").map(Number);
			return parameter === "HR" ? [{ minute: (hours ?? 0) * 60 + (minutes ?? 0), bpm: Number(value) }] : [];
		});

	it.each([
		["133308", first, 110, 4],
		["135067", second, 51, 3],
	])("%s opens and closes what the file says, as it happens", async (_, text, count, least) => {
		const rows = heartRates(text ?? "");
		expect(rows).toHaveLength(count);
		const bedside = await newBedside();
		for (const rule of [1, 2]) await bedside.editRule(rule, { is_active: false });
		const seldom = { max_gap_minutes: 60, escalation: [] };
		await bedside.addRule({ ...seldom, kind: "above", threshold: 120, clear_threshold: 110, sustained_minutes: 30 });
		await bedside.addRule({ ...seldom, kind: "below", threshold: 60, clear_threshold: 65, sustained_minutes: 60 });
		await bedside.addRule({ ...seldom, kind: "above", threshold: 180, clear_threshold: 170, sustained_minutes: 5 });
		for (const { minute, bpm } of rows) {
			bedside.goTo(minute);
			await bedside.store([{ heart_rate: bpm, recorded_at: bedside.iso(minute) }]);
		}
		await bedside.wait((rows.at(-1)?.minute ?? 0) + 61);
		const expected = [
			stretchesOf(
				rows,
				60,
				30,
				(bpm) => bpm > 120,
				(bpm) => bpm <= 110,
			),
			stretchesOf(
				rows,
				60,
				60,
				(bpm) => bpm < 60,
				(bpm) => bpm >= 65,
			),
			stretchesOf(
				rows,
				60,
				5,
				(bpm) => bpm > 180,
				(bpm) => bpm <= 170,
			),
		];
		expect(expected.flat().length).toBeGreaterThanOrEqual(least);
		const alerts = await bedside.alerts("&page_size=100");
		for (const [index, stretches] of expected.entries()) {
			const own = alerts.filter(({ rule }: { rule: number }) => rule === index + 3);
			expect(own).toMatchObject(stretches.map((stretch) => shown(bedside, stretch)));
		}
		expect(bedside.news().filter((item) => item === "opened")).toHaveLength(expected.flat().length);
		expect(bedside.news().filter((item) => item === "closed")).toHaveLength(expected.flat().length);
	});
});

const wristband = inject("wristband");

it.skipIf(wristband === null)(
	"a wristband's artefacts are spared by a rule that waits, and by that alone",
	async () => {
		const pairs: { wrist_ts: number; wrist_hr: number }[] = JSON.parse(wristband ?? "[]");
		const byTime = new Map(pairs.map(({ wrist_ts, wrist_hr }) => [wrist_ts, wrist_hr]));
		const begin = Math.min(...byTime.keys());
		const rows = [...byTime]
			.map(([at, bpm]) => ({ minute: (at - begin) / 60_000, bpm }))
			.sort((a, b) => a.minute - b.minute);
		expect([pairs.length, rows.length]).toEqual([95, 53]);
		const beyond = (bpm: number) => bpm > 120;
		const calm = (bpm: number) => bpm <= 110;
		const [jumpy, patient] = [stretchesOf(rows, 2, 0, beyond, calm), stretchesOf(rows, 2, 5, beyond, calm)];
		expect([jumpy.length, patient.length]).toEqual([3, 0]);

		const bedside = await newBedside();
		for (const rule of [1, 2]) await bedside.editRule(rule, { is_active: false });
		const fast = { kind: "above", threshold: 120, clear_threshold: 110, max_gap_minutes: 2 };
		await bedside.addRule({ ...fast, sustained_minutes: 0 });
		await bedside.addRule({ ...fast, sustained_minutes: 5 });
		bedside.goTo(13);
		await bedside.send(rows.map(({ minute, bpm }) => ({ heart_rate: bpm, recorded_at: bedside.iso(minute) })));
		const alerts = await bedside.alerts();
		expect(alerts.map(({ rule }: { rule: number }) => rule)).toEqual([3, 3, 3]);
		expect(alerts).toMatchObject(jumpy.map((stretch) => shown(bedside, stretch)));
	},
);

it("half an hour of zeros from a strap that nobody wore is refused one by one, and is no slow heart", async () => {
	// As zwift-null-heart-rate.fit has them: 1,808 records, one a second.
	const bedside = await newBedside();
	bedside.goTo(31);
	const readings = steadily(bedside.at(0), 1_808, 1000, () => 0);
	const { status, body } = await post("/api/heart-rate/", { readings }, bedside.device.token);
	await bedside.tick();
	expect([status, body.created, body.rejected, body.results.length]).toEqual([200, 0, 1_808, 1_808]);
	for (const result of body.results)
		expect(result).toMatchObject({
			status: "rejected",
			field: "heart_rate",
			reason: "heart_rate must be 20 to 300 bpm",
		});
	expect(await bedside.alerts()).toEqual([]);
	expect(bedside.told()).toEqual([]);
});
