import { describe, expect, it } from "vitest";
import { get, patch, post, put } from "../support/client.ts";
import { createPatient, createUser, mapDoctor, signIn, unique } from "../support/factories.ts";

const CONTACT = {
	...{ first_name: "Jo", last_name: "Poe", email: "", phone_number: "+4930123456", date_of_birth: "1990-01-31" },
	...{ gender: "male", address: "12 Elm Street", nationality: "Norwegian", emergency_contact: "Jo, +4930111" },
	timezone: "Europe/Oslo",
};
const CLINICAL = {
	...{ blood_group: "AB-", genotype: "AS", allergies: "nuts", medications: "none", medical_history: "asthma" },
	notes: "sleeps badly",
};
const NEWER = { updated_at: expect.any(String), version: expect.any(Number) };
const contact = () => ({ ...CONTACT, email: `${unique()}@example.org` });

async function cast() {
	const admin = await createUser("admin");
	const patient = await createPatient(admin);
	const doctor = await createUser("doctor");
	await mapDoctor(doctor, patient.id);
	return { admin, doctor, self: await signIn(patient.username), path: `/api/patients/${patient.id}/` };
}

describe("who may change what", () => {
	it.each(["admin", "user"] as const)("%s and owner: everything, by PUT and PATCH", async (role) => {
		const owner = await createUser(role);
		const { id } = (await post("/api/patients/", { first_name: "Jon" }, owner.token)).body;
		for (const send of [put, patch]) {
			const body = { ...contact(), ...CLINICAL, insurance: { company: "Acme", number: "7" } };
			const answer = await send(`/api/patients/${id}/`, body, owner.token);
			expect(answer).toMatchObject({ status: 200, body });
			expect((await get(`/api/patients/${id}/`, owner.token)).body).toEqual(answer.body);
		}
	});

	it("an admin what another owns, too", async () => {
		const [admin, owner] = [await createUser("admin"), await createUser("user")];
		const { id } = (await post("/api/patients/", { first_name: "Jon" }, owner.token)).body;
		expect(await patch(`/api/patients/${id}/`, CLINICAL, admin.token)).toMatchObject({ status: 200, body: CLINICAL });
	});

	it("the patient: contact and demographics", async () => {
		const { self, path } = await cast();
		const body = contact();
		expect(await patch(path, body, self.token)).toMatchObject({ status: 200, body });
		expect(await patch("/api/patients/me/", { last_name: "Roe" }, self.token)).toMatchObject({
			status: 200,
			body: { ...body, last_name: "Roe" },
		});
	});

	it.each([...Object.entries(CLINICAL), ["insurance", "Acme"]])("the patient: not %s", async (field, value) => {
		const { self, path } = await cast();
		for (const place of [path, "/api/patients/me/"]) {
			const answer = await patch(place, { [field]: value, last_name: "Roe" }, self.token);
			expect(answer).toMatchObject({
				status: 403,
				body: { code: "forbidden", detail: `You may not change ${field}.` },
			});
		}
		expect((await get(path, self.token)).body.last_name).toBe("Doe");
	});

	it("a mapped doctor: the clinical fields", async () => {
		const { doctor, path } = await cast();
		expect(await patch(path, CLINICAL, doctor.token)).toMatchObject({ status: 200, body: CLINICAL });
	});

	it.each([
		...Object.entries(CONTACT).filter(([, value]) => value),
		["age", 40],
		["insurance", "Acme"],
	])("a mapped doctor: not %s", async (field, value) => {
		const { doctor, path } = await cast();
		const answer = await patch(path, { [String(field)]: value, notes: "x" }, doctor.token);
		expect(answer).toMatchObject({ status: 403, body: { detail: `You may not change ${field}.` } });
		expect((await get(path, doctor.token)).body.notes).toBeNull();
	});

	it("whoever sends a whole answer back changes only what they changed in it", async () => {
		const { admin, self, path } = await cast();
		const whole = (await patch(path, { ...contact(), ...CLINICAL, insurance: "Acme" }, admin.token)).body;
		const answer = await put("/api/patients/me/", { ...whole, nationality: "Danish" }, self.token);
		expect(answer.body).toEqual({ ...whole, nationality: "Danish", ...NEWER });
		const { body } = await put("/api/patients/me/", { ...whole, notes: "sleeps well" }, self.token);
		expect(body.detail).toBe("You may not change notes.");
	});

	it("staff: nothing", async () => {
		const { path } = await cast();
		const { token } = await createUser("staff");
		for (const send of [put, patch]) expect(await send(path, CLINICAL, token)).toMatchObject({ status: 403 });
	});
});

describe("an edit", () => {
	it.each([
		[{ dob: "1990-01-31" }, { date_of_birth: "1990-01-31", dob: "1990-01-31" }],
		[{ dob: "1990-01-31", date_of_birth: "1991-01-31" }, { dob: "1991-01-31" }],
		[{ blood_type: "o-" }, { blood_group: "O-", blood_type: "O-" }],
		[{ gender: "O" }, { gender: "others" }],
		[{ email: " Jon.DOE.7@Example.com " }, { email: "jon.doe.7@example.com" }],
		[{ emergency_contact: { name: "Jo", phone_number: "+49 30 111" } }, { emergency_contact: { name: "Jo" } }],
		[{ address: { city: "Springfield", zip_code: "1" } }, { address: { city: "Springfield", zip_code: "1" } }],
	])("with %j is read as %j", async (sent, expected) => {
		const { admin, path } = await cast();
		expect(await patch(path, sent, admin.token)).toMatchObject({ status: 200, body: expected });
	});

	it("leaves alone what it does not name, by PUT too", async () => {
		const { admin, path } = await cast();
		await patch(path, { ...CLINICAL, last_name: "Roe" }, admin.token);
		expect(await put(path, { notes: "new" }, admin.token)).toMatchObject({
			body: { ...CLINICAL, last_name: "Roe", notes: "new" },
		});
	});

	it.each(["", null])("empties a field with %j", async (blank) => {
		const { admin, path } = await cast();
		await patch(path, { ...contact(), ...CLINICAL, age: 40 }, admin.token);
		const fields = [
			"email",
			"phone_number",
			"dob",
			"gender",
			"address",
			"emergency_contact",
			"age",
			"notes",
			"blood_type",
		];
		const { status, body } = await patch(path, Object.fromEntries(fields.map((name) => [name, blank])), admin.token);
		expect(status).toBe(200);
		expect(fields.map((name) => body[name])).toEqual(fields.map(() => null));
		expect(body).toMatchObject({ first_name: "Jo", genotype: "AS", timezone: "Europe/Oslo" });
	});

	it("keeps the name and the time zone where they are sent empty", async () => {
		const { admin, path } = await cast();
		const blank = { first_name: "", last_name: "", timezone: "" };
		expect(await patch(path, blank, admin.token)).toMatchObject({
			body: { first_name: "Pat", last_name: "Doe", timezone: "UTC" },
		});
	});

	it("refuses a taken e-mail address, and changes nothing", async () => {
		const { admin, path } = await cast();
		const email = `${unique()}@example.org`;
		await createPatient(admin, { email });
		const answer = await patch(path, { email, last_name: "Roe" }, admin.token);
		expect(answer).toMatchObject({ status: 409, body: { errors: { email: ["is already in use"] } } });
		expect((await get(path, admin.token)).body).toMatchObject({ email: null, last_name: "Doe" });
	});

	it("takes the patient's own address again", async () => {
		const { admin, path } = await cast();
		const email = `${unique()}@example.org`;
		for (let i = 0; i < 2; i++) expect(await patch(path, { email }, admin.token)).toMatchObject({ status: 200 });
	});

	it.each([
		["date_of_birth", "1990-13-01"],
		["dob", "01.02.1990"],
		["gender", "X"],
		["blood_group", "C+"],
		["genotype", "XX"],
		["age", -1],
		["age", 200],
		["age", "forty"],
		["email", "nobody"],
		["phone_number", "12"],
		["notes", "x".repeat(10_001)],
		["first_name", 7],
		["timezone_from", "yesterday"],
	])("names a wrong %s", async (field, value) => {
		const { admin, path } = await cast();
		const answer = await patch(path, { [field]: value }, admin.token);
		expect(answer).toMatchObject({ status: 400, body: { code: "invalid" } });
		expect(Object.keys(answer.body.errors)).toEqual([field]);
	});
});

describe("the time zone", () => {
	it.each([
		"UTC",
		"Europe/Berlin",
		"America/Argentina/Buenos_Aires",
		"Asia/Kathmandu",
		"US/Eastern",
		"Etc/GMT+4",
	])("may be %s", async (timezone) => {
		const { admin, path } = await cast();
		expect(await patch(path, { timezone }, admin.token)).toMatchObject({ status: 200, body: { timezone } });
	});

	it.each([
		"GMT+4",
		"+04:00",
		"UTC+4",
		"EST",
		"Mars/Olympus",
		"europe/berlin",
		"Europe/",
		"Berlin",
	])("may not be %s", async (timezone) => {
		const { admin, path } = await cast();
		const answer = await patch(path, { timezone }, admin.token);
		expect(answer.status).toBe(400);
		expect(Object.keys(answer.body.errors)).toEqual(["timezone"]);
		expect((await get(path, admin.token)).body.timezone).toBe("UTC");
	});
});
