import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { expectedSignature, newWebhook, openReceiver } from "../support/channels.ts";
import { get, post } from "../support/client.ts";
import { createMonitored, type TestUser } from "../support/factories.ts";
import { postAll, steadily } from "../support/readings.ts";

let receiver: ReturnType<typeof openReceiver>;
beforeAll(() => {
	receiver = openReceiver();
});
afterAll(() => {
	vi.restoreAllMocks();
});

const callsOf = async (count: number, url: string) => {
	await expect.poll(() => receiver.to(url).length).toBe(count);
	return receiver.to(url);
};
const attemptsOf = async ({ token }: TestUser, id: number) => (await get(`/api/webhooks/${id}/attempts/`, token)).body;

it("a fast heart calls a webhook through object, queue and outbox, signed and without a value", async () => {
	const { admin, device, patient } = await createMonitored({ first_name: "Ada" });
	const { id, url, secret } = await newWebhook(admin, { scope: "clinic", events: ["alert.opened"] });
	await postAll(
		device.token,
		steadily(Date.now() - 6 * 60_000, 37, 10_000, () => 160),
	);
	const [call] = await callsOf(1, url);
	const [messageId = "", at = ""] = ["webhook-id", "webhook-timestamp"].map((name) => call?.headers.get(name) ?? "");
	expect(call?.headers.get("webhook-signature")).toBe(expectedSignature(secret, messageId, at, call?.body ?? ""));
	const { type, data } = JSON.parse(call?.body ?? "");
	expect([type, data.patient_id]).toEqual(["alert.opened", patient.id]);
	expect(Object.keys(data).sort()).toEqual(["alert_id", "event_id", "patient_id", "severity"]);
	expect(call?.body).not.toContain("Ada");
	await expect
		.poll(() => attemptsOf(admin, id))
		.toMatchObject({ count: 1, results: [{ status_code: 204, reason: null }] });
});

it("a test that fails is tried again by the queue", async () => {
	const { admin } = await createMonitored();
	const { id, url } = await newWebhook(admin);
	receiver.answer(url, () => new Response(null, { status: receiver.to(url).length > 1 ? 200 : 500 }));
	await post(`/api/webhooks/${id}/test/`, {}, admin.token);
	const calls = await callsOf(2, url);
	expect(new Set(calls.map(({ headers }) => headers.get("webhook-id"))).size).toBe(1);
	await expect
		.poll(() => attemptsOf(admin, id))
		.toMatchObject({ results: [{ status_code: 200 }, { status_code: 500 }] });
});
