import type { AuthKey, Settings } from "../env.ts";

const [IV_BYTES, encoder] = [12, new TextEncoder()];

/** A key for one purpose alone, made from one that signs tokens. */
async function keyFor({ secret }: AuthKey, purpose: string): Promise<CryptoKey> {
	const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
	const derivation = {
		name: "HKDF",
		hash: "SHA-256",
		salt: new Uint8Array(),
		info: encoder.encode(`sealing ${purpose}`),
	};
	return crypto.subtle.deriveKey(derivation, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/**
 * Encrypts what the database may keep but not know, with the newest of the AUTH_KEYS: `<key id>.<iv>.<ciphertext>`. A key
 * that goes takes with it what it has sealed: seal it anew before (`isSealedByNewest`).
 */
export async function seal({ authKeys: [newest] }: Settings, purpose: string, text: string): Promise<string> {
	const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
	const key = await keyFor(newest, purpose);
	const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, encoder.encode(text));
	return [newest.kid, Buffer.from(iv).toString("base64url"), Buffer.from(sealed).toString("base64url")].join(".");
}

/** What was sealed for this purpose; undefined where its key is gone or it was tampered with. */
export async function unseal({ authKeys }: Settings, purpose: string, sealed: string): Promise<string | undefined> {
	const [kid, iv = "", text = ""] = sealed.split(".");
	const key = authKeys.find((candidate) => candidate.kid === kid);
	if (!key) return undefined;
	const algorithm = { name: "AES-GCM", iv: Buffer.from(iv, "base64url") };
	const opened = crypto.subtle.decrypt(algorithm, await keyFor(key, purpose), Buffer.from(text, "base64url"));
	return opened.then(
		(bytes) => new TextDecoder().decode(bytes),
		() => undefined,
	);
}

/** Whether the key that sealed it is the newest, so that every older one may go. */
export const isSealedByNewest = ({ authKeys: [newest] }: Settings, sealed: string): boolean =>
	sealed.startsWith(`${newest.kid}.`);
