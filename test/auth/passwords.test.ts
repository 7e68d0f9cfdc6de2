import { scryptSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hashPassword, SCRYPT, verifyPassword } from "../../src/auth/passwords.ts";

const PASSWORD = "correct horse battery 9";

describe("a stored password", () => {
	it("costs no more than production allows, and no less than OWASP asks", async () => {
		const [scheme, N, r, p] = (await hashPassword(PASSWORD)).split("$");
		expect([scheme, Number(N), Number(r), Number(p)]).toEqual(["scrypt", SCRYPT.N, SCRYPT.r, SCRYPT.p]);
		const cost = SCRYPT.N * SCRYPT.r * SCRYPT.p;
		expect(cost).toBeLessThanOrEqual(2 ** 20);
		expect(cost).toBeGreaterThanOrEqual(2 ** 14 * 8 * 5);
	});

	it("is plain scrypt, so that any other system can check it", async () => {
		const [, N, r, p, salt = "", key = ""] = (await hashPassword(PASSWORD)).split("$");
		const options = { N: Number(N), r: Number(r), p: Number(p) };
		const expected = scryptSync(PASSWORD, Buffer.from(salt, "base64url"), 32, options);
		expect(key).toBe(expected.toString("base64url"));
	});

	it("has a salt of its own each time, and does not hold the password", async () => {
		const hashes = [await hashPassword(PASSWORD), await hashPassword(PASSWORD)];
		expect(new Set(hashes.map((hash) => hash.split("$")[4])).size).toBe(2);
		expect(new Set(hashes).size).toBe(2);
		for (const hash of hashes) expect(hash).not.toContain(PASSWORD);
	});
});

describe("verifying", () => {
	it("accepts the password, and no other", async () => {
		const hash = await hashPassword(PASSWORD);
		expect(await verifyPassword(PASSWORD, hash)).toBe(true);
		for (const other of [`${PASSWORD} `, PASSWORD.toUpperCase(), "", hash])
			expect(await verifyPassword(other, hash)).toBe(false);
	});

	it("does not mind how a letter is composed", async () => {
		expect(await verifyPassword("Cafe\u0301 au lait", await hashPassword("Caf\u00e9 au lait"))).toBe(true);
	});

	it("uses the cost that the hash carries: old hashes stay good when the cost changes", async () => {
		const salt = Buffer.from("0123456789abcdef");
		const key = scryptSync(PASSWORD, salt, 32, { N: 1024, r: 8, p: 1 });
		const old = `scrypt$1024$8$1$${salt.toString("base64url")}$${key.toString("base64url")}`;
		expect(await verifyPassword(PASSWORD, old)).toBe(true);
		expect(await verifyPassword("another password", old)).toBe(false);
	});

	it.each([
		["no account", null],
		["an unknown scheme", "pbkdf2$1$1$1$AAAA$AAAA"],
		["an empty hash", ""],
		["a hash without a key", "scrypt$1024$8$1$AAAA"],
	])("%s matches nothing", async (_, hash) => {
		for (const password of [PASSWORD, "", "null", "A"]) expect(await verifyPassword(password, hash)).toBe(false);
	});
});
