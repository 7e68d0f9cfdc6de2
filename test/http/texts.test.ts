import { beforeAll, describe, expect, it } from "vitest";
import { call, get, patch, post } from "../support/client.ts";
import { createUser, type TestUser, unique } from "../support/factories.ts";

let admin: TestUser;
let patient: number;
beforeAll(async () => {
	admin = await createUser("admin");
	patient = (await post("/api/patients/", { first_name: "Ada" }, admin.token)).body.id;
});

const visit = { record_type: "CHECKUP", visit_date: "2026-01-31T10:00:00Z" };
const LINES = [
	["first_name", "/api/patients/", (text: string) => ({ first_name: text })],
	["location", "/api/doctors/", (text: string) => ({ first_name: "Dora", location: text })],
	["title", "/api/records/", (text: string) => ({ ...visit, patient, title: text })],
	["name", "/api/assessments/types/", (text: string) => ({ name: text })],
	["device_id", "/api/devices/", (text: string) => ({ patient, device_id: text })],
] as const;

describe.each(LINES)("a %s at %s", (field, path, bodyOf) => {
	it.each(["a\u0000b", "a\nb", "\ud800", "x\udc00y", "\u200b", "\u202e \u2060"])("is never %j", async (text) => {
		const answer = await call("POST", path, { token: admin.token, body: JSON.stringify(bodyOf(text)) });
		expect(answer).toMatchObject({ status: 400, body: { errors: { [field]: [expect.any(String)] } } });
	});

	it.each(["Zoë 李 👩‍⚕️", "O’Neil"])("may be %j", async (text) => {
		const written = `${text} ${unique()}`;
		const answer = await post(path, bodyOf(written), admin.token);
		expect(answer).toMatchObject({ status: 201, body: { [field]: written } });
	});
});

describe("a longer text", () => {
	it("may have lines and tabs, and no other control characters", async () => {
		const path = `/api/patients/${patient}/`;
		const notes = "one\n\ttwo";
		expect(await patch(path, { notes }, admin.token)).toMatchObject({ status: 200, body: { notes } });
		expect((await patch(path, { notes: "a\u0000b" }, admin.token)).body.errors).toHaveProperty("notes");
	});
});

describe("a text of spaces alone", () => {
	it("leaves a name as it is", async () => {
		const { body } = await patch(`/api/patients/${patient}/`, { first_name: "  " }, admin.token);
		expect(body.first_name).toBe("Ada");
	});

	it("is no licence number", async () => {
		for (const first_name of ["A", "B"]) {
			const answer = await post("/api/doctors/", { first_name, license_number: "   " }, admin.token);
			expect(answer).toMatchObject({ status: 201, body: { license_number: null } });
		}
	});
});

it("a licence number is one doctor's, in whatever case", async () => {
	const license_number = `AB-${unique()}`;
	await post("/api/doctors/", { first_name: "A", license_number }, admin.token);
	const again = { first_name: "B", license_number: license_number.toLowerCase() };
	const answer = await post("/api/doctors/", again, admin.token);
	expect(answer).toMatchObject({ status: 409, body: { errors: { license_number: ["is already in use"] } } });
});

describe("the details of an insurance", () => {
	const path = () => `/api/patients/${patient}/`;
	it("are few and short, of any plain kind", async () => {
		const insurance = { company: "ACME", number: 12, private: true, until: null };
		expect(await patch(path(), { insurance }, admin.token)).toMatchObject({ status: 200, body: { insurance } });
		expect((await get(path(), admin.token)).body.insurance).toEqual(insurance);
	});

	it.each([
		["a long value", { a: "x".repeat(501) }],
		["a long key", { ["k".repeat(61)]: "v" }],
		["many keys", Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`k${i}`, "v"]))],
		["a thing within", { a: { b: "c" } }],
	])("are refused with %s", async (_, insurance) => {
		const answer = await patch(path(), { insurance }, admin.token);
		expect(answer.status).toBe(400);
		expect(Object.keys(answer.body.errors).every((field) => field.startsWith("insurance"))).toBe(true);
	});
});

describe("a year that cannot be meant", () => {
	it.each(["0001", "1899", "2200", "9999"])("%s is refused by the field", async (year) => {
		const record = { ...visit, patient, title: "x", visit_date: `${year}-01-31T10:00:00Z` };
		expect((await post("/api/records/", record, admin.token)).body.errors).toHaveProperty("visit_date");
		const mapping = { patient, doctor: 1, established_on: `${year}-01-31` };
		expect((await post("/api/mappings/", mapping, admin.token)).body.errors).toHaveProperty("established_on");
		const born = { date_of_birth: `${year}-01-31` };
		expect((await patch(`/api/patients/${patient}/`, born, admin.token)).body.errors).toHaveProperty("date_of_birth");
	});
});
