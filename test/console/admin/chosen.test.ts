import { describe, expect, it } from "vitest";
import { idsOf, together } from "../../../src/console/bulk/chosen.ts";

describe("pasted ids", () => {
	it.each([
		["1, 2;3\n4\t5", [1, 2, 3, 4, 5]],
		["7 7 7", [7]],
		["", []],
	])("are read from %j", (text, ids) => {
		expect(idsOf(text)).toEqual({ ids, unread: [] });
	});

	it.each(["twelve", "-3", "0", "1.5", "12345678901234567890"])("are not read from %j", (text) => {
		expect(idsOf(`5 ${text}`)).toEqual({ ids: [5], unread: [text] });
	});

	it("come together once each, in their order", () => {
		expect(together([3, 1], [1, 2])).toEqual([3, 1, 2]);
	});
});
