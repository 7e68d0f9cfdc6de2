import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { database } from "../../../src/db/client.ts";
import { patients } from "../../../src/patients/table.ts";
import { get } from "../../support/client.ts";
import { Pages } from "../../support/console.ts";
import { createPatient, createUser, mapDoctor, type TestUser, unique } from "../../support/factories.ts";

const PATH = "/admin/bulk/assign";

let admin: TestUser;
let pages: Pages;
beforeAll(async () => {
	admin = await createUser("admin");
	pages = new Pages(admin);
});

/** As many patients of one last name, in the order of their ids. */
async function crowd(size: number) {
	const lastName = unique();
	const values = Array.from({ length: size }, (_, index) => ({ firstName: `P${index}`, lastName }));
	const ids: number[] = [];
	// A statement takes a hundred parameters.
	for (let at = 0; at < size; at += 5) {
		const rows = await database(env)
			.insert(patients)
			.values(values.slice(at, at + 5))
			.returning({ id: patients.id });
		ids.push(...rows.map(({ id }) => id));
	}
	return { lastName, ids };
}

const boxesIn = (html: string) => [...html.matchAll(/name="patient" value="(\d+)"( checked="")?/g)];
const chosenIn = (html: string) => boxesIn(html).flatMap(([, id, checked]) => (checked ? Number(id) : []));

const treated = async (doctor: TestUser) =>
	(await get(`/api/mappings/?doctor=${doctor.doctorId}&status=active&page_size=1`, admin.token)).body.count;

const wishOf = (doctor: TestUser, ids: readonly number[]) => ({
	...{ doctor: String(doctor.doctorId), relationship_type: "temporary", notes: "Moved from ward B" },
	patients: ids.join(","),
});

describe("choosing patients", () => {
	it("keeps who is chosen through every search, and adds whose numbers are pasted", async () => {
		const [first, second] = [await crowd(2), await crowd(2)];
		const all = await pages.get(`${PATH}?search=${first.lastName}&all=1`);
		expect(chosenIn(all.text)).toEqual(first.ids);
		const boxes = first.ids.map((id) => `patient=${id}`).join("&");
		const more = await pages.get(`${PATH}?search=${second.lastName}&${boxes}&ids=${second.ids[0]}%0A`);
		expect(chosenIn(more.text)).toEqual([...first.ids, second.ids[0]]);
		expect(boxesIn(more.text)).toHaveLength(4);
		expect(more.text).toContain("3 patients chosen");
		expect(chosenIn((await pages.get(`${PATH}?${boxes}&none=1`)).text)).toEqual([]);
	});

	it.each([
		["next=1", "Choose at least one patient."],
		["next=1&ids=five", "Only numbers: five is none."],
		[
			`next=1&ids=${Array.from({ length: 201 }, (_, index) => index + 1).join()}`,
			"At most 200 at once: 201 are chosen.",
		],
	])("does not go on with %.30s", async (query, reason) => {
		const { status, text } = await pages.get(`${PATH}?${query}`);
		expect(status).toBe(400);
		expect(text).toContain(reason);
	});

	it("goes on to the doctor, with everybody who was chosen", async () => {
		const { ids } = await crowd(2);
		const { text } = await pages.get(`${PATH}?next=1&patient=${ids[0]}&ids=${ids[1]}`);
		expect(text).toContain(`name="patients" value="${ids.join(",")}"`);
		expect(text).toContain('<select id="assign-doctor" name="doctor" required="">');
	});
});

describe("assigning many patients", () => {
	it("shows what would happen to each, and does nothing yet", async () => {
		const doctor = await createUser("doctor");
		const { ids } = await crowd(2);
		const { id: known } = await createPatient(admin);
		await mapDoctor(doctor, known);
		const { status, text } = await pages.post(PATH, wishOf(doctor, [...ids, known, 999_999_999]));
		expect(status).toBe(200);
		expect(text).toContain("2 will be assigned");
		expect(text).toContain("1 is so already");
		expect(text).toContain("1 refused");
		expect(text).toContain("is not a patient to whom you may assign a doctor");
		expect(text).toContain("Patient 999999999");
		expect(text).toContain('data-bulk="/api/mappings/bulk/"');
		expect(text.match(/data-item=/g)).toHaveLength(4);
		expect(await treated(doctor)).toBe(1);
	});

	it("assigns 200 in one go, and tells the result of each", async () => {
		const doctor = await createUser("doctor");
		const { ids } = await crowd(198);
		const everybody = [...ids, 999_999_998, 999_999_999];
		const { status, text } = await pages.post(PATH, { ...wishOf(doctor, everybody), go: "1" });
		expect(status).toBe(200);
		expect(text).toContain("198 assigned");
		expect(text).toContain("2 refused");
		for (const id of everybody) expect(text).toContain(`<a href="/patients/${id}">`);
		expect(await treated(doctor)).toBe(198);
		const { body } = await get(`/api/mappings/?doctor=${doctor.doctorId}&page_size=1`, admin.token);
		expect(body.results[0]).toMatchObject({ relationship_type: "temporary", notes: "Moved from ward B" });
		// Once more changes nothing.
		expect((await pages.post(PATH, { ...wishOf(doctor, ids), go: "1" })).text).toContain("198 is so already");
		expect(await treated(doctor)).toBe(198);
	});

	it.each(["", "1"])("asks for a doctor, where go is %j", async (go) => {
		const { ids } = await crowd(1);
		const fields = { patients: ids.join(","), relationship_type: "temporary", notes: "Kept", ...(go && { go }) };
		const { status, text } = await pages.post(PATH, fields);
		expect(status).toBe(400);
		expect(text).toMatch(/id="assign-doctor-fault">Choose a doctor/);
		expect(text).toContain("Kept");
		expect(text).toContain(`name="patients" value="${ids[0]}"`);
	});

	it("leaves to others what only admins may", async () => {
		const doctor = await createUser("doctor");
		const { ids } = await crowd(1);
		expect((await new Pages(doctor).post(PATH, { ...wishOf(doctor, ids), go: "1" })).status).toBe(403);
		expect(await treated(doctor)).toBe(0);
	});
});
