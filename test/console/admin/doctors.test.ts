import { beforeAll, describe, expect, it } from "vitest";
import { del, get, patch, post } from "../../support/client.ts";
import { Pages } from "../../support/console.ts";
import { createUser, type TestUser, unique } from "../../support/factories.ts";

let admin: TestUser;
let pages: Pages;
beforeAll(async () => {
	admin = await createUser("admin");
	pages = new Pages(admin);
});

const newDoctor = async () =>
	(await post("/api/doctors/", { first_name: "Kim", last_name: unique() }, admin.token)).body;

/** The number at the end of where a form went on to. */
const idIn = (location: string | null) => Number(/(\d+)\?/.exec(location ?? "")?.[1]);

describe("a doctor's form", () => {
	it("adds one with consulting hours", async () => {
		const fields = {
			...{ first_name: "Alice", last_name: unique(), specialization: "Cardiology", second_specialization: "Sports" },
			...{ years_of_experience: "12", hours_monday: "9:00-12:00, 14:00-18:00", hours_friday: "09:00-13:00" },
		};
		const { status, location } = await pages.post("/admin/doctors", fields);
		expect(status).toBe(303);
		const { body } = await get(`/api/doctors/${idIn(location)}/`, admin.token);
		expect(body).toMatchObject({
			...{ first_name: "Alice", specializations: ["Cardiology", "Sports"], years_of_experience: 12 },
			availability: [
				{ weekday: "monday", from: "09:00", to: "12:00" },
				{ weekday: "monday", from: "14:00", to: "18:00" },
				{ weekday: "friday", from: "09:00", to: "13:00" },
			],
		});
		const { text } = await pages.get(`/admin/doctors/${body.id}`);
		expect(text).toContain('value="09:00-12:00, 14:00-18:00"');
		expect((await pages.get(`/admin/doctors?search=${fields.last_name}`)).text).toContain("Friday 09:00-13:00");
	});

	it("says at the weekday that nobody can read its hours, and keeps what was written", async () => {
		const fields = { first_name: "Alice", hours_monday: "mornings", location: "House B" };
		const { status, text } = await pages.post("/admin/doctors", fields);
		expect(status).toBe(400);
		expect(text).toMatch(/id="doctor-hours_monday-fault">must be like/);
		expect(text).toContain('value="mornings"');
		expect(text).toContain('value="House B"');
	});

	it("says what else is wrong with the week", async () => {
		const fields = { first_name: "Alice", hours_monday: "09:00-12:00, 11:00-13:00" };
		const { status, text } = await pages.post("/admin/doctors", fields);
		expect(status).toBe(400);
		expect(text).toContain("two of one weekday must not overlap");
	});

	it("says that somebody else was faster", async () => {
		const { id, version } = await newDoctor();
		await patch(`/api/doctors/${id}/`, { location: "House C" }, admin.token);
		const fields = { version: String(version), first_name: "Kim", location: "House D" };
		const { status, text } = await pages.post(`/admin/doctors/${id}`, fields);
		expect(status).toBe(412);
		expect(text).toContain("Somebody else has changed this since you opened it.");
		expect(text).toContain('value="House D"');
	});
});

describe("a deleted doctor", () => {
	it("is with what was deleted, by whom, until an admin restores them", async () => {
		const { id, name, last_name: lastName, version } = await newDoctor();
		const { location } = await pages.post(`/admin/doctors/${id}/delete`, { version: String(version) });
		expect(location).toBe("/admin/doctors?done=removed");
		expect((await get(`/api/doctors/${id}/`, admin.token)).status).toBe(404);
		const list = `/admin/deleted?kind=doctor&search=${lastName}`;
		const { text } = await pages.get(list);
		expect(text).toContain(`Doctor ${id}`);
		expect(text).toContain(name);
		expect(text).toContain(admin.username);
		expect((await pages.post(`/admin/deleted/doctor/${id}/restore`)).status).toBe(303);
		expect((await get(`/api/doctors/${id}/`, admin.token)).status).toBe(200);
		expect((await pages.get(list)).text).toContain("Nothing matches.");
		// Deleted again, it is there once.
		await pages.post(`/admin/doctors/${id}/delete`);
		expect((await pages.get(list)).text.match(new RegExp(`/admin/deleted/doctor/${id}/restore`, "g"))).toHaveLength(1);
	});

	it("is not deleted at an old version", async () => {
		const { id, version } = await newDoctor();
		await patch(`/api/doctors/${id}/`, { location: "House C" }, admin.token);
		expect((await pages.post(`/admin/doctors/${id}/delete`, { version: String(version) })).status).toBe(412);
	});
});

it("restores patients, and nothing that cannot be", async () => {
	const lastName = unique();
	const { id } = (await post("/api/patients/", { first_name: "Gone", last_name: lastName }, admin.token)).body;
	await del(`/api/patients/${id}/`, admin.token);
	expect((await pages.get(`/admin/deleted?search=${lastName}`)).text).toContain(`Gone ${lastName}`);
	expect((await pages.post(`/admin/deleted/patient/${id}/restore`)).status).toBe(303);
	expect((await get(`/api/patients/${id}/`, admin.token)).status).toBe(200);
	expect((await pages.post(`/admin/deleted/user/${id}/restore`)).status).toBe(400);
	expect((await pages.post(`/admin/deleted/patient/${id}/restore`)).status).toBe(404);
});
