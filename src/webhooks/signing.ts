const PREFIX = "whsec_";

/** A secret of Standard Webhooks: `whsec_` and the base64 of these bytes. */
export const secretOf = (bytes: Uint8Array): string => PREFIX + btoa(String.fromCharCode(...bytes));

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** One signature of Standard Webhooks 1.0 over `id.timestamp.body`; the timestamp is in Unix seconds. */
export async function sign(secret: string, id: string, timestamp: number, body: string): Promise<string> {
	const algorithm = { name: "HMAC", hash: "SHA-256" };
	const key = await crypto.subtle.importKey("raw", bytesOf(secret.slice(PREFIX.length)), algorithm, false, ["sign"]);
	const signature = await crypto.subtle.sign(algorithm, key, new TextEncoder().encode(`${id}.${timestamp}.${body}`));
	return `v1,${btoa(String.fromCharCode(...new Uint8Array(signature)))}`;
}

/** The headers of a call: signed with each secret, so that an owner can change over without missing one. */
export async function signedHeaders(secrets: readonly string[], id: string, timestamp: number, body: string) {
	const signatures = await Promise.all(secrets.map((secret) => sign(secret, id, timestamp, body)));
	return { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": signatures.join(" ") };
}
