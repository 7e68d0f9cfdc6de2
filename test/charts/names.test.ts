import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contactParts } from "../../src/charts/contact.ts";
import { namedTwice, nameErrors, nameKey } from "../../src/charts/names.ts";

describe("two names are the same", () => {
	it.each([
		["Penicillin", "PENICILLIN"],
		["Äpfel", "äPFEL"],
		["A\u0308pfel", "äpfel"],
		["Strauß", "STRAUSS"],
		["ΑΣ", "ας"],
		["Пыльца", "ПЫЛЬЦА"],
		["Penicillin  G", " penicillin\tG "],
		["ｐｅｎｉｃｉｌｌｉｎ", "penicillin"],
	])("%s and %s", (one, other) => {
		expect(nameKey(one)).toBe(nameKey(other));
	});

	it.each([
		["Penicillin G", "Penicillin V"],
		["Apfel", "Äpfel"],
		["Penicillin G", "PenicillinG"],
		["100%", "100"],
	])("but not %s and %s", (one, other) => {
		expect(nameKey(one)).not.toBe(nameKey(other));
	});

	it("in upper and in lower case, with any spaces around, of any text", () => {
		const word = fc.stringMatching(/^[A-Za-zÀ-ÖØ-öø-ÿа-яА-Я0-9 ]+$/);
		fc.assert(
			fc.property(word, (name) => {
				expect(nameKey(` ${name.toUpperCase()} `)).toBe(nameKey(name.toLowerCase()));
			}),
		);
	});
});

describe("the names at fault", () => {
	it("are named by their places in a list, and by none where there is one", () => {
		const isB = (key: string) => key === "b";
		expect(nameErrors(["a", "b"], true, "is no good", isB)).toEqual({ "1.name": ["is no good"] });
		expect(nameErrors(["b"], false, "is no good", isB)).toEqual({ name: ["is no good"] });
		expect(nameErrors(["a"], true, "is no good", isB)).toEqual({});
	});

	it("are the second ones of those that a body has twice", () => {
		expect(namedTwice(["a", "b", "a", "a"])).toEqual({ "2.name": ["is named twice"], "3.name": ["is named twice"] });
	});

	it("are as many as a list is longer than its different names", () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom("a", "b", "c", "d")), (keys) => {
				expect(Object.keys(namedTwice(keys))).toHaveLength(keys.length - new Set(keys).size);
			}),
		);
	});
});

describe("an emergency contact", () => {
	it.each<[Parameters<typeof contactParts>[0], ReturnType<typeof contactParts>]>([
		[null, { name: null, phone_number: null }],
		["Jo Doe, +49 30 111", { name: "Jo Doe, +49 30 111", phone_number: null }],
		["+49 30 1234567", { name: null, phone_number: "+49 30 1234567" }],
		["(030) 123-45", { name: null, phone_number: "(030) 123-45" }],
		["911", { name: "911", phone_number: null }],
		[{ name: "Jo" }, { name: "Jo", phone_number: null }],
		[
			{ name: "Jo", phone_number: "+4930111" },
			{ name: "Jo", phone_number: "+4930111" },
		],
	])("%j is %j", (contact, parts) => {
		expect(contactParts(contact)).toEqual(parts);
	});
});
