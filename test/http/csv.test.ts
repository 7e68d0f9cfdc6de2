import { describe, expect, it } from "vitest";
import { csvOf } from "../../src/http/csv.ts";

const lines = (rows: object[], header = false) => csvOf(["name", "value"], rows, header);

describe("a CSV", () => {
	it("begins with the names, also where nothing follows", () => {
		expect(lines([], true)).toBe('"name","value"\r\n');
		expect(lines([{ name: "a", value: 1 }], true)).toBe('"name","value"\r\n"a",1\r\n');
	});

	it.each([
		["plain", '"plain"'],
		["two, three", '"two, three"'],
		['say "ah"', '"say ""ah"""'],
		["two\nlines", '"two\nlines"'],
		["Ångström ❤", '"Ångström ❤"'],
		["", '""'],
		[null, ""],
		[undefined, ""],
		[72.5, "72.5"],
		[-5, "-5"],
		[true, "true"],
		[false, "false"],
		[["a", "b"], '"[""a"",""b""]"'],
		[{ city: "Oslo" }, '"{""city"":""Oslo""}"'],
	])("writes %j as %s", (value, cell) => {
		expect(lines([{ name: "x", value }])).toBe(`"x",${cell}\r\n`);
	});

	it.each([
		"=1+1",
		"+49 30",
		"-cmd",
		"@SUM(A1)",
		"\t=1",
		"\r=1",
		"＝1",
		'=HYPERLINK("http://x.org","y")',
	])("takes the power from the formula %j", (value) => {
		const cell = lines([{ name: "x", value }]).slice(4);
		expect(cell.replace(/^"/, "")).toMatch(/^'/);
	});

	it("shows the named columns, in their order, and no others", () => {
		expect(lines([{ secret: "s", value: 2, name: "b" }])).toBe('"b",2\r\n');
	});
});
