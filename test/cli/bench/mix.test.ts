import { describe, expect, it } from "vitest";
import { boardsAt, isSeenByStaff, KINDS, sentBy, TICK_MS } from "../../../bench/scale/mix.ts";

const BEGIN = Date.UTC(2026, 0, 1);
const QUARTER = 15 * 60_000;
const TICKS = QUARTER / TICK_MS;
const patients = Array.from({ length: 1200 }, (_, index) => index + 1);
const ticks = Array.from({ length: TICKS }, (_, index) => index + 1);
const postsOf = (id: number) => ticks.flatMap((tick) => sentBy(id, tick, BEGIN, 10) ?? []);

describe("a quarter of an hour of the mix", () => {
	it("has as many patients of each kind as its share says", () => {
		for (const { percent, everyMs, atOnce } of KINDS) {
			const posts = QUARTER / (everyMs * atOnce);
			const own = patients.map(postsOf).filter((found) => found.length === posts && found[0]?.beats.length === atOnce);
			expect(own).toHaveLength((percent / 100) * patients.length);
		}
	});

	it("measures at a steady pace, without a reading twice or ahead of its time", () => {
		for (const id of patients) {
			const posts = postsOf(id);
			const instants = posts.flatMap(({ beats }) => beats.map(({ at }) => at));
			expect(new Set(instants.slice(1).map((at, index) => at - (instants[index] ?? 0))).size).toBeLessThanOrEqual(1);
			for (const { at, beats } of posts) expect(Math.max(...beats.map((beat) => beat.at))).toBeLessThan(at);
		}
	});

	it("lets every board ask each minute, and the staff see a quarter of the patients", () => {
		expect(ticks.reduce((sum, tick) => sum + boardsAt(1200, tick), 0)).toBe(24 * 15);
		const seen = patients.filter((id) => ticks.some((tick) => isSeenByStaff(id, tick)));
		expect(seen).toHaveLength(patients.length / 4);
	});
});
