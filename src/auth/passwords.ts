import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";

/**
 * One of OWASP's equivalent scrypt settings: 16 MiB of the isolate's 128 MB. The runtime refuses a cost N·r·p above
 * 2^20, and PBKDF2 above 100,000 iterations fails in production only, so neither is an option.
 */
export const SCRYPT = { N: 16_384, r: 8, p: 5 } as const;
const KEY_BYTES = 32;

function derive(password: string, salt: Uint8Array, cost: { N: number; r: number; p: number }): Promise<Buffer> {
	const options: ScryptOptions = { ...cost, maxmem: 128 * cost.N * cost.r * 2 };
	return new Promise((resolve, reject) => {
		scrypt(password.normalize("NFKC"), salt, KEY_BYTES, options, (error, key) => {
			if (error) reject(error);
			else resolve(key);
		});
	});
}

/** Hashes a password as `scrypt$N$r$p$salt$key` (base64url), so that a hash carries its own cost. */
export async function hashPassword(password: string): Promise<string> {
	const salt = randomBytes(16);
	const key = await derive(password, salt, SCRYPT);
	return ["scrypt", SCRYPT.N, SCRYPT.r, SCRYPT.p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

// Verified when there is no account, so that an unknown name takes as long as a wrong password.
const NOBODY = `scrypt$${SCRYPT.N}$${SCRYPT.r}$${SCRYPT.p}$AAAAAAAAAAAAAAAAAAAAAA$${"A".repeat(43)}`;

/** True if `password` made `hash`. A null hash (no account, or one without a password) is never true, and as slow. */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
	const [scheme, N, r, p, salt, key] = (hash ?? NOBODY).split("$");
	if (scheme !== "scrypt" || !salt || !key) return false;
	const expected = Buffer.from(key, "base64url");
	const actual = await derive(password, Buffer.from(salt, "base64url"), { N: Number(N), r: Number(r), p: Number(p) });
	return hash !== null && timingSafeEqual(actual, expected);
}
