import { describe, expect, it } from "vitest";
import { texts } from "../../src/console/texts.ts";

type Node = { [name: string]: Node | string | string[] };

/** Every text that is heard in the place of another one, with that one: `remove_label` stands for `remove`. */
function pairs(node: Node, path: string): [place: string, seen: string, heard: string][] {
	return Object.entries(node).flatMap(([name, value]): [string, string, string][] => {
		const place = path ? `${path}.${name}` : name;
		if (Array.isArray(value)) return [];
		if (typeof value !== "string") return pairs(value, place);
		const seen = name.endsWith("_label") ? node[name.slice(0, -"_label".length)] : undefined;
		return typeof seen === "string" ? [[place, seen, value]] : [];
	});
}

const PAIRS = pairs(texts, "");

describe("what is heard of a button", () => {
	it("is looked for in the texts", () => {
		expect(PAIRS.length).toBeGreaterThan(10);
	});

	// Who speaks to their computer says what they see: WCAG 2.5.3.
	it.each(PAIRS)("%s holds what is seen of it", (_, seen, heard) => {
		expect(heard.toLowerCase()).toContain(seen.toLowerCase());
	});
});
