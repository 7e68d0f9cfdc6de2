import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PasswordOwner, passwordFault } from "../../src/accounts/password-rules.ts";

const ada: PasswordOwner = { username: "ada.lovelace", email: "countess@example.org", phoneNumber: "+49301234567" };
const nobody: PasswordOwner = { username: "", email: null, phoneNumber: null };

describe("a password", () => {
	it.each([
		["yourpassword"],
		["securepass123"],
		["StrongPass123!"],
		["a long sentence 7"],
		["пароль-из-слов"],
		["        x"],
		["x".repeat(128)],
	])("%j is good", (password) => {
		expect(passwordFault(password, ada)).toBeUndefined();
	});

	it.each([
		["", "at least 8"],
		["seven 7", "at least 8"],
		["x".repeat(129), "at most 128"],
		["12345678", "only numbers"],
		["٣٤٥٦٧٨٩٠", "only numbers"],
		["password", "most common"],
		["PassWord123", "most common"],
		["default_password", "most common"],
		["ada.lovelace", "too similar"],
		["AdaLovelace99", "too similar"],
		["my-countess-1", "too similar"],
		["x49301234567x", "too similar"],
	])("%j is not: %s", (password, reason) => {
		expect(passwordFault(password, ada)).toContain(reason);
	});

	it("may contain a name that is too short to guess by", () => {
		expect(passwordFault("abracadabra", { ...nobody, username: "ab" })).toBeUndefined();
	});

	it("is never refused for likeness to nobody, and never good if short", () => {
		fc.assert(
			fc.property(fc.string({ maxLength: 200 }), (password) => {
				const fault = passwordFault(password, nobody);
				expect(fault ?? "").not.toContain("similar");
				if (password.length < 8 || password.length > 128) expect(fault).toBeDefined();
			}),
		);
	});

	it("that holds the username is refused, whatever is around it", () => {
		const word = fc.stringMatching(/^[a-z]{4,12}$/);
		fc.assert(
			fc.property(word, word, word, (username, before, after) => {
				expect(passwordFault(`${before}${username.toUpperCase()}${after}`, { ...nobody, username })).toBeDefined();
			}),
		);
	});
});
