import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { DeviceActor, SignedInActor } from "../../src/auth/actor.ts";
import { readToken, signAccessToken, signDeviceToken } from "../../src/auth/tokens.ts";
import { settings } from "../../src/env.ts";

const OLD = "old:an-old-secret-that-only-tests-know-0123456789";
const NEW = "new:a-new-secret-that-only-tests-know-0123456789";
const keys = (...entries: string[]) => settings({ ...env, AUTH_KEYS: entries.join(",") });

const user: SignedInActor = {
	kind: "user",
	id: 7,
	roles: ["doctor", "patient"],
	patientId: 12,
	doctorId: null,
	sessionId: "a-session",
};
const device: DeviceActor = { kind: "device", deviceId: 3, patientId: 12, tokenId: "a-token" };

describe("a token", () => {
	it("speaks for whom it was made", async () => {
		const settings = keys(NEW);
		expect(await readToken(settings, await signAccessToken(settings, user))).toEqual(user);
		expect(await readToken(settings, await signDeviceToken(settings, device))).toEqual(device);
	});

	it("of a device has no end of its own", async () => {
		const [, payload = ""] = (await signDeviceToken(keys(NEW), device)).split(".");
		const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
		expect(Object.keys(claims).sort()).toEqual(["aud", "iat", "iss", "jti", "pid", "sub"]);
	});
});

describe("a change of keys", () => {
	it("lets tokens of the older key live while it is listed", async () => {
		const token = await signAccessToken(keys(OLD), user);
		expect(await readToken(keys(NEW, OLD), token)).toEqual(user);
		expect(await readToken(keys(OLD), token)).toEqual(user);
	});

	it("signs with the first key", async () => {
		const token = await signAccessToken(keys(NEW, OLD), user);
		expect(await readToken(keys(NEW), token)).toEqual(user);
		expect(await readToken(keys(OLD), token)).toBe("invalid");
	});

	it("ends the tokens of a key that is no longer listed", async () => {
		expect(await readToken(keys(NEW), await signDeviceToken(keys(OLD), device))).toBe("invalid");
	});

	it("does not take a key's id for the key", async () => {
		const impostor = keys(OLD.replace("an-old", "no-old"));
		expect(await readToken(keys(OLD), await signAccessToken(impostor, user))).toBe("invalid");
	});
});

describe("what is no token", () => {
	it.each(["", ".", "..", "a.b.c", "e30.e30.e30", "😀", "{}"])("%j is invalid", async (text) => {
		expect(await readToken(keys(NEW), text)).toBe("invalid");
	});
});
