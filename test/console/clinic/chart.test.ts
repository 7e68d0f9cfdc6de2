import { describe, expect, it } from "vitest";
import { get, patch } from "../../support/client.ts";
import { Pages } from "../../support/console.ts";
import { newCircle } from "../../support/relations.ts";

async function chartOf() {
	const circle = await newCircle();
	const path = `/patients/${circle.patient}/chart`;
	const items = async (list: string) =>
		(await get(`/api/patients/${circle.patient}/${list}/`, circle.people.admin.token)).body.results;
	return { ...circle, path, items };
}

describe("the chart's page", () => {
	it.each(["allergies", "medications"])("adds to the %s, edits and takes off", async (list) => {
		const { people, path, items } = await chartOf();
		const pages = new Pages(people["mapped doctor"]);
		const added = await pages.post(`${path}/${list}`, { name: "Penicillin", description: "Rash" });
		expect([added.status, added.location]).toEqual([303, `${path}?done=added`]);
		const [{ id, version }] = await items(list);
		expect((await pages.get(path)).text).toContain("Penicillin");

		expect((await pages.get(`${path}/${list}/${id}`)).text).toContain('value="Penicillin"');
		await pages.post(`${path}/${list}/${id}`, { name: "Penicillin G", description: "", version: String(version) });
		expect(await items(list)).toMatchObject([{ name: "Penicillin G", description: null }]);

		const removed = await pages.post(`${path}/${list}/${id}/remove`, { version: String(version + 1) });
		expect(removed.location).toBe(`${path}?done=removed`);
		expect(await items(list)).toEqual([]);
	});

	it("says at the field why a name is refused, and keeps what was sent", async () => {
		const { people, path } = await chartOf();
		const pages = new Pages(people.self);
		await pages.post(`${path}/allergies`, { name: "Nuts" });
		const { status, text } = await pages.post(`${path}/allergies`, { name: "NUTS", description: "swelling" });
		expect(status).toBe(409);
		expect(text).toMatch(/id="allergies-name"[^>]*aria-invalid="true"/);
		expect(text).toContain("is on the list already");
		expect(text).toContain('value="swelling"');
	});

	it("tells who was overtaken that somebody else changed it, with their text still there", async () => {
		const { people, path, items, patient } = await chartOf();
		const pages = new Pages(people.self);
		await pages.post(`${path}/allergies`, { name: "Nuts" });
		const [{ id, version }] = await items("allergies");
		await patch(`/api/patients/${patient}/allergies/${id}/`, { description: "All nuts" }, people.admin.token);
		const form = { name: "Nuts", description: "Peanuts", version: String(version) };
		const { status, text } = await pages.post(`${path}/allergies/${id}`, form);
		expect(status).toBe(412);
		expect(text).toContain("Somebody else changed this");
		expect(text).toContain("Peanuts");
		expect(await items("allergies")).toMatchObject([{ description: "All nuts" }]);
	});

	it("lets an admin put back what was taken off, and nobody else", async () => {
		const { people, path, items } = await chartOf();
		const self = new Pages(people.self);
		await self.post(`${path}/medications`, { name: "Aspirin" });
		const [{ id }] = await items("medications");
		await self.post(`${path}/medications/${id}/remove`);
		expect((await self.get(path)).text).not.toContain("Aspirin");
		expect((await self.post(`${path}/medications/${id}/restore`)).status).toBe(403);
		const admin = new Pages(people.admin);
		expect((await admin.get(path)).text).toContain(`${path}/medications/${id}/restore`);
		expect((await admin.post(`${path}/medications/${id}/restore`)).location).toBe(`${path}?done=restored`);
		expect(await items("medications")).toMatchObject([{ name: "Aspirin" }]);
	});

	it("says whom to call, and nobody where both fields are blank", async () => {
		const { people, path, patient } = await chartOf();
		const pages = new Pages(people.self);
		const contact = async () => (await get(`/api/patients/${patient}/emergency-contact/`, people.self.token)).body;
		await pages.post(`${path}/contact`, { name: "Jo", phone_number: "+49 30 1234567" });
		expect(await contact()).toMatchObject({ name: "Jo", phone_number: "+49301234567" });
		const refused = await pages.post(`${path}/contact`, { name: "Jo", phone_number: "soon" });
		expect(refused.status).toBe(400);
		expect(refused.text).toMatch(/id="contact-phone_number"[^>]*aria-invalid="true"/);
		await pages.post(`${path}/contact`, { name: " ", phone_number: "" });
		expect(await contact()).toMatchObject({ name: null, phone_number: null });
	});

	it("shows staff no form, and refuses theirs", async () => {
		const { people, path } = await chartOf();
		await new Pages(people.self).post(`${path}/allergies`, { name: "Nuts" });
		const pages = new Pages(people.staff);
		const { text } = await pages.get(path);
		expect(text).toContain("Nuts");
		expect(text).not.toContain(`action="${path}`);
		expect((await pages.post(`${path}/allergies`, { name: "Eggs" })).status).toBe(403);
	});

	it("is not there for who does not see the patient", async () => {
		const { people, path } = await chartOf();
		for (const person of ["other doctor", "formerly mapped doctor", "other patient", "other user"] as const) {
			const pages = new Pages(people[person]);
			expect((await pages.get(path)).status).toBe(404);
			expect([403, 404]).toContain((await pages.post(`${path}/allergies`, { name: "Nuts" })).status);
		}
		expect((await new Pages().get(path)).location).toBe(`/?next=${encodeURIComponent(path)}`);
	});

	it("writes names as names, whatever they hold", async () => {
		const { people, path } = await chartOf();
		const pages = new Pages(people.self);
		await pages.post(`${path}/allergies`, { name: "<script>alert(1)</script>", description: '"><img src=x>' });
		const { text } = await pages.get(path);
		expect(text).toContain("&lt;script&gt;alert(1)");
		expect(text).not.toContain("<script>alert");
		expect(text).not.toContain("<img");
	});
});
