import { describe, expect, it } from "vitest";
import { get, patch } from "../../support/client.ts";
import { Pages } from "../../support/console.ts";
import { newCircle } from "../../support/relations.ts";

async function detailsOf(fields: Record<string, unknown> = {}) {
	const circle = await newCircle(fields);
	const path = `/patients/${circle.patient}/details`;
	const read = async () => (await get(`/api/patients/${circle.patient}/`, circle.people.admin.token)).body;
	return { ...circle, path, read };
}

const shownFields = (text: string) => [...text.matchAll(/id="person-(\w+)"/g)].map(([, name]) => name);

describe("the page of the details", () => {
	it.each([
		["admin", ["first_name", "insurance", "blood_group", "timezone"], []],
		["owner", ["first_name", "insurance", "blood_group", "timezone"], []],
		["self", ["first_name", "email", "timezone"], ["insurance", "blood_group", "notes"]],
		["mapped doctor", ["blood_group", "notes"], ["first_name", "email", "insurance", "timezone"]],
	] as const)("asks %s for what they may change", async (person, asked, notAsked) => {
		const { people, path } = await detailsOf();
		const fields = shownFields((await new Pages(people[person]).get(`${path}/edit`)).text);
		expect(fields).toEqual(expect.arrayContaining([...asked]));
		for (const name of notAsked) expect(fields).not.toContain(name);
	});

	it("saves what was changed, and empties what was left blank", async () => {
		const { people, path, read } = await detailsOf({ phone_number: "+4930123456", nationality: "Kenyan" });
		const form = { first_name: "Pia", phone_number: "", timezone: "America/New_York", age: "", version: "1" };
		expect((await new Pages(people.self).post(path, form)).location).toBe(`${path}?done=saved`);
		expect(await read()).toMatchObject({
			...{ first_name: "Pia", phone_number: null, nationality: "Kenyan", timezone: "America/New_York" },
		});
	});

	it("takes nothing from a form that its sender may not change", async () => {
		const { people, path, read } = await detailsOf();
		await new Pages(people.self).post(path, { first_name: "Pia", blood_group: "A+" });
		expect(await read()).toMatchObject({ first_name: "Pia", blood_group: null });
		await new Pages(people["mapped doctor"]).post(path, { first_name: "Eve", blood_group: "A+" });
		expect(await read()).toMatchObject({ first_name: "Pia", blood_group: "A+" });
	});

	it("leaves an address with parts as it is, unless its text is changed", async () => {
		const address = { city: "Springfield", zip_code: "12345" };
		const { people, path, read } = await detailsOf({ address });
		const admin = new Pages(people.admin);
		expect((await admin.get(`${path}/edit`)).text).toContain("city: Springfield\nzip code: 12345");
		await admin.post(path, { first_name: "Pia", address: "city: Springfield\r\nzip code: 12345" });
		expect(await read()).toMatchObject({ first_name: "Pia", address });
		await admin.post(path, { address: "12 Elm Street" });
		expect(await read()).toMatchObject({ address: "12 Elm Street" });
	});

	it("keeps an age where no date of birth is known", async () => {
		const { people, path, read } = await detailsOf();
		const admin = new Pages(people.admin);
		await admin.post(path, { age: "71", date_of_birth: "" });
		expect(await read()).toMatchObject({ age: 71 });
		const refused = await admin.post(path, { age: "old", date_of_birth: "" });
		expect(refused.text).toMatch(/id="person-age"[^>]*aria-invalid="true"/);
	});

	it("says at the field what is wrong, and who was overtaken that they were", async () => {
		const { people, path, patient } = await detailsOf();
		const pages = new Pages(people.admin);
		const refused = await pages.post(path, { email: "nobody", last_name: "Kept" });
		expect(refused.status).toBe(400);
		expect(refused.text).toMatch(/id="person-email"[^>]*aria-invalid="true"/);
		expect(refused.text).toContain('value="Kept"');
		await patch(`/api/patients/${patient}/`, { first_name: "Other" }, people.admin.token);
		const late = await pages.post(path, { first_name: "Mine", version: "1" });
		expect(late.status).toBe(412);
		expect(late.text).toContain("Somebody else changed this");
	});

	it("is read, and no more, by staff, and by nobody out of sight", async () => {
		const { people, path } = await detailsOf();
		const staff = new Pages(people.staff);
		const { text } = await staff.get(path);
		expect(text).toContain("Pat");
		expect(text).not.toContain(`${path}/edit`);
		expect((await staff.get(`${path}/edit`)).status).toBe(403);
		expect((await staff.post(path, { first_name: "Eve" })).status).toBe(403);
		expect((await new Pages(people["other doctor"]).get(path)).status).toBe(404);
		expect((await new Pages(people["other user"]).post(path, { first_name: "Eve" })).status).toBe(404);
	});
});

describe("deleting a patient", () => {
	it.each(["admin", "owner"] as const)("asks %s once more, on a page of its own", async (person) => {
		const { people, path, patient } = await detailsOf();
		const pages = new Pages(people[person]);
		expect((await pages.get(path)).text).toContain(`${path}/delete`);
		expect((await pages.get(`${path}/delete`)).text).toContain("Delete Pat Doe?");
		const { location } = await pages.post(`${path}/delete`, { version: "1" });
		expect(location).toMatch(/^\/patients\?.*done=removed/);
		expect((await pages.get(path)).status).toBe(404);
		const admin = new Pages(people.admin);
		expect((await pages.get(location ?? "")).text.includes("/restore")).toBe(person === "admin");
		expect((await admin.post(`/patients/${patient}/restore`)).location).toBe(`${path}?done=restored`);
		expect((await admin.get(path)).status).toBe(200);
	});

	it.each(["self", "mapped doctor", "staff"] as const)("is not for %s", async (person) => {
		const { people, path } = await detailsOf();
		const pages = new Pages(people[person]);
		expect((await pages.get(path)).text).not.toContain(`${path}/delete`);
		expect((await pages.get(`${path}/delete`)).status).toBe(403);
		expect((await pages.post(`${path}/delete`)).status).toBe(403);
		expect((await pages.get(path)).status).toBe(200);
	});
});
