import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { database } from "../../src/db/client.ts";
import { notifications } from "../../src/notifications/table.ts";
import { Pages } from "../support/console.ts";
import { createUser, type TestUser } from "../support/factories.ts";

async function told(recipient: TestUser, title: string, data: Record<string, unknown> = {}): Promise<number> {
	const words = { notificationType: "TEST", title, message: "…" };
	const values = { recipientId: recipient.id, eventId: crypto.randomUUID(), ...words, data };
	const [row] = await database(env).insert(notifications).values(values).returning();
	if (!row) throw new Error("not told");
	return row.id;
}

describe("the inbox's page", () => {
	it("shows what the visitor was told, and marks it as read", async () => {
		const nurse = await createUser("staff");
		const id = await told(nurse, "A heart is too fast");
		const pages = new Pages(nurse);
		expect((await pages.get("/inbox")).text).toContain("A heart is too fast");
		const marked = await pages.post(`/inbox/${id}/read`);
		expect([marked.status, marked.location]).toEqual([303, "/inbox?done=saved"]);
		expect((await pages.get("/inbox?is_read=false")).text).not.toContain("A heart is too fast");
	});

	it("shows what others were told to nobody", async () => {
		const [nurse, other] = [await createUser("staff"), await createUser("staff")];
		const id = await told(other, "For the other nurse");
		const pages = new Pages(nurse);
		expect((await pages.get("/inbox")).text).not.toContain("For the other nurse");
		expect((await pages.post(`/inbox/${id}/read`)).status).toBe(404);
	});

	it("writes texts as texts, whatever they hold", async () => {
		const nurse = await createUser("staff");
		await told(nurse, "<script>alert(1)</script>");
		const { text } = await new Pages(nurse).get("/inbox");
		expect(text).toContain("&lt;script&gt;alert(1)");
		expect(text).not.toContain("<script>alert");
	});

	it.each([
		[{ type: "comment.added", record_id: 7 }, "/patients/3/records/7"],
		[{ type: "assessment.flagged", assessment_id: 8 }, "/patients/3/assessments/8"],
		[{ type: "mapping.requested", doctor_id: 4 }, "/patients/3/team"],
		[{ type: "mapping.started", doctor_id: 4 }, "/patients/3"],
	])("leads to what it is about: %o", async (event, path) => {
		const nurse = await createUser("staff");
		await told(nurse, "Look at this", { event_id: "1", patient_id: 3, actor_id: null, ...event });
		expect((await new Pages(nurse).get("/inbox")).text).toContain(`<a href="${path}">Look at this</a>`);
	});

	it("says why a filter finds nothing", async () => {
		const { text } = await new Pages(await createUser("staff")).get("/inbox?is_read=perhaps");
		expect(text).toContain("must be true or false");
	});

	it("is a file too", async () => {
		const nurse = await createUser("staff");
		await told(nurse, "=1+1");
		const { headers, text } = await new Pages(nurse).get("/inbox?format=csv");
		expect(headers.get("Content-Type")).toContain("text/csv");
		expect(text).toContain(`"'=1+1"`);
	});
});
