import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PasswordOwner, passwordFault } from "../../src/accounts/password-rules.ts";

const ada: PasswordOwner = { username: "ada.lovelace", email: "countess@example.org", phoneNumber: "+49301234567" };
const nobody: PasswordOwner = { username: "", email: null, phoneNumber: null };

describe("a password", () => {
	it.each([
		// What the seeds' READMEs register with.
		["yourpassword"],
		["securepass123"],
		["StrongPass123!"],
		["a long sentence 7"],
		["sunshine on the football field"],
		["sunshine-48213"],
		["48sunshine"],
		["пароль-из-слов"],
		["        x"],
		["x".repeat(128)],
	])("%j is good", async (password) => {
		expect(await passwordFault(password, ada)).toBeUndefined();
	});

	it.each([
		["", "at least 8"],
		["seven 7", "at least 8"],
		["x".repeat(129), "at most 128"],
		["12345678", "only numbers"],
		["٣٤٥٦٧٨٩٠", "only numbers"],
		["password", "most common"],
		["PassWord123", "most common"],
		["1q2w3e4r5t", "most common"],
		["default_password", "most common"],
		["Hospital", "most common"],
		["Edgeward2026", "most common"],
		["sunshine1", "most common"],
		["Sunshine123!", "most common"],
		["sunshine 12", "most common"],
		["ada.lovelace", "too similar"],
		["AdaLovelace99", "too similar"],
		["my-countess-1", "too similar"],
		["x49301234567x", "too similar"],
	])("%j is not: %s", async (password, reason) => {
		expect(await passwordFault(password, ada)).toContain(reason);
	});

	it("may contain a login that is too short to guess by", async () => {
		expect(await passwordFault("stabbed about 7", { ...nobody, username: "ab" })).toBeUndefined();
	});

	it.each([
		["Kwiatkowska99", "Jo", "Kwiatkowska", true],
		["k.w.i.a.t.k.o.w.s.k.a", "Jo", "Kwiatkowska", true],
		["x-augusta-1990", "Ada Augusta", "", true],
		["adaaugusta1", "Ada Augusta", "", true],
		["annelee1", "Anne", "Lee", true],
		["lee-anne-1", "Anne", "Lee", true],
		["ÉLODIE-1990", "Élodie", "", true],
		["annex-421-b", "Anne", "Lee", false],
		["a long sentence 7", "Jo", "Long", false],
		["joannes-1990", "Jo", "Ann", false],
		["a good password", "", "", false],
	])("%j of %s %s is too similar: %s", async (password, firstName, lastName, similar) => {
		const fault = await passwordFault(password, { ...nobody, firstName, lastName });
		expect(fault).toBe(similar ? "is too similar to your name" : undefined);
	});

	it("is never refused for likeness to nobody, and never good if short", async () => {
		await fc.assert(
			fc.asyncProperty(fc.string({ maxLength: 200 }), async (password) => {
				const fault = await passwordFault(password, nobody);
				expect(fault ?? "").not.toContain("similar");
				if (password.length < 8 || password.length > 128) expect(fault).toBeDefined();
			}),
		);
	});

	it("that holds the username is refused, whatever is around it", async () => {
		const word = fc.stringMatching(/^[a-z]{4,12}$/);
		await fc.assert(
			fc.asyncProperty(word, word, word, async (username, before, after) => {
				const password = `${before}${username.toUpperCase()}${after}`;
				expect(await passwordFault(password, { ...nobody, username })).toBeDefined();
			}),
		);
	});
});
