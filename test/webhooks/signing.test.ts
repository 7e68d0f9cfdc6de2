import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { isSealedByNewest, seal, unseal } from "../../src/auth/sealing.ts";
import { settings } from "../../src/env.ts";
import { EVENT_TYPES, thinBody } from "../../src/webhooks/message.ts";
import { secretOf, sign, signedHeaders } from "../../src/webhooks/signing.ts";
import { alertOf, expectedSignature } from "../support/channels.ts";

describe("the signature", () => {
	it("is that of the example that the specification's libraries are tested with", async () => {
		const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
		const signature = await sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}');
		expect(signature).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
	});

	it("is what an independent implementation makes of it, for any text and any secret", async () => {
		for (const body of ["", "{}", "Grüße, 世界", "a.b.c", "x".repeat(20_000)]) {
			const secret = secretOf(crypto.getRandomValues(new Uint8Array(32)));
			expect(await sign(secret, "msg_1", 1, body)).toBe(expectedSignature(secret, "msg_1", "1", body));
		}
	});

	it("is made with each secret, the newest first", async () => {
		const secrets = [1, 2].map(() => secretOf(crypto.getRandomValues(new Uint8Array(32))));
		const headers = await signedHeaders(secrets, "msg_1", 1700000000, "{}");
		expect(headers).toEqual({
			"webhook-id": "msg_1",
			"webhook-timestamp": "1700000000",
			"webhook-signature": secrets.map((secret) => expectedSignature(secret, "msg_1", "1700000000", "{}")).join(" "),
		});
	});
});

describe("what a webhook is told", () => {
	it("is ids and the severity: no name, no value, no time of a patient's", () => {
		const at = new Date("2026-01-31T12:06:00Z");
		const event = alertOf(12);
		expect(JSON.parse(thinBody(event, at))).toEqual({
			type: "alert.opened",
			timestamp: "2026-01-31T12:06:00.000Z",
			data: { event_id: event.event_id, patient_id: 12, alert_id: 12_000_001, severity: "critical" },
		});
	});

	it("leaves out who did it", () => {
		const care = { event_id: "e", patient_id: 1, actor_id: 5, doctor_id: 2 };
		const event = { type: "appointment.moved", ...care, appointment_id: 3, starts_at: "2026-01-31T12:00:00Z" } as const;
		const { data } = JSON.parse(thinBody(event, new Date()));
		expect(data).toEqual({ event_id: "e", patient_id: 1, doctor_id: 2, appointment_id: 3 });
	});

	it("is of every type but the ones that are about webhooks", () => {
		expect(EVENT_TYPES).toContain("assessment.flagged");
		expect(EVENT_TYPES.filter((type) => type.startsWith("webhook"))).toEqual([]);
	});
});

describe("what is sealed", () => {
	const withKeys = (AUTH_KEYS: string) => settings({ ...env, AUTH_KEYS });
	const [OLD, NEW] = [
		"a_1:an-old-secret-that-only-tests-know-0123456789",
		"a-2:a-new-secret-that-only-tests-know-0123456789",
	];

	it("is opened with its key and for its purpose, and never looks the same twice", async () => {
		const [one, two] = [await seal(withKeys(OLD), "tests", "whsec_x"), await seal(withKeys(OLD), "tests", "whsec_x")];
		expect(one).not.toBe(two);
		expect(one).not.toContain("whsec");
		for (const sealed of [one, two]) expect(await unseal(withKeys(`${NEW},${OLD}`), "tests", sealed)).toBe("whsec_x");
		expect(await unseal(withKeys(OLD), "other tests", one)).toBeUndefined();
	});

	it("stays shut without its key, and where somebody has changed it", async () => {
		const sealed = await seal(withKeys(OLD), "tests", "whsec_x");
		expect(await unseal(withKeys(NEW), "tests", sealed)).toBeUndefined();
		expect(await unseal(withKeys(NEW.replace("a-2", "a_1")), "tests", sealed)).toBeUndefined();
		for (const wrong of ["", "a_1", "a_1..", sealed.slice(0, -2), sealed.replace(/^([^.]+)\../, "$1.!")])
			expect(await unseal(withKeys(OLD), "tests", wrong)).toBeUndefined();
	});

	it("says whether the newest key has sealed it", async () => {
		const sealed = await seal(withKeys(OLD), "tests", "whsec_x");
		expect([OLD, `${NEW},${OLD}`].map((keys) => isSealedByNewest(withKeys(keys), sealed))).toEqual([true, false]);
	});
});
