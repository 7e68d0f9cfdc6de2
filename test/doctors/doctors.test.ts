import { beforeAll, describe, expect, it } from "vitest";
import { call, del, get, patch, post, put } from "../support/client.ts";
import { createPatient, createUser, mapDoctor, sessionOf, type TestUser, unique } from "../support/factories.ts";

const PATH = "/api/doctors/";
const email = () => `${unique()}@clinic.example`;
const alice = (fields: object = {}) => ({
	first_name: "Alice",
	last_name: "Smith",
	specialization: "Cardiology",
	...fields,
});

let admin: TestUser;
beforeAll(async () => {
	admin = await createUser("admin");
});

async function created(fields: object = {}, by = admin) {
	const answer = await post(PATH, alice(fields), by.token);
	expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 201 });
	return answer.body;
}

const PRIVATE = [
	...["user", "creator", "email", "phone_number", "license_number", "credentials"],
	...["years_of_experience", "experience", "created_at", "updated_at", "version"],
];

describe("a new doctor", () => {
	it("is what was sent, and its creator's", async () => {
		const user = await createUser("user");
		const sent = {
			...{ first_name: "Alice", last_name: "Smith", email: email(), phone_number: "+49301234567" },
			...{ specialization: "Cardiology", license_number: unique(), years_of_experience: 12 },
			...{ credentials: "MD, FACC", location: "Berlin" },
		};
		const availability = [{ weekday: "monday", from: "09:00", to: "17:00" }];
		const { status, body, headers } = await post(PATH, { ...sent, availability }, user.token);
		expect(status).toBe(201);
		expect(body).toMatchObject({
			...sent,
			availability,
			name: "Alice Smith",
			creator: user.id,
			user: null,
			version: 1,
		});
		expect(headers.get("ETag")).toBe('"1"');
		expect((await get(`${PATH}${body.id}/`, user.token)).body).toEqual(body);
	});

	it("is taken in any seed's words", async () => {
		const sent = { name: "Ada Augusta Lovelace", specialty: "Neurology", experience: 3, phone_number: "030 1234567" };
		expect((await post(PATH, sent, admin.token)).body).toMatchObject({
			...{ first_name: "Ada Augusta", last_name: "Lovelace", specialization: "Neurology", years_of_experience: 3 },
			...{ specialty: "Neurology", experience: 3, specializations: ["Neurology"] },
		});
		const both = await created({ specialization: undefined, specializations: ["Cardiology", { name: "Geriatrics" }] });
		expect(both).toMatchObject({ specialization: "Cardiology", specializations: ["Cardiology", "Geriatrics"] });
	});

	it.each([
		["no name", { first_name: "" }, "first_name"],
		["a negative experience", { experience: -1 }, "experience"],
		["three specializations", { specializations: ["a", "b", "c"] }, "specializations"],
		["no e-mail address", { email: "alice" }, "email"],
		[
			"an unknown weekday",
			{ availability: [{ weekday: "mon", from: "09:00", to: "10:00" }] },
			"availability.0.weekday",
		],
		["an eighth day", { availability: [{ weekday: 8, from: "09:00", to: "10:00" }] }, "availability.0.weekday"],
		["a time that is none", { availability: [{ weekday: 1, from: "25:00", to: "26:00" }] }, "availability.0.from"],
		["a beginning at 24:00", { availability: [{ weekday: 1, from: "24:00", to: "24:00" }] }, "availability.0.from"],
		["an end before the beginning", { availability: [{ weekday: 1, from: "10:00", to: "09:00" }] }, "availability"],
		[
			"hours that overlap",
			{
				availability: [
					{ weekday: 1, from: "09:00", to: "12:00" },
					{ weekday: "monday", from: "11:59", to: "13:00" },
				],
			},
			"availability",
		],
	])("%s is refused by its field", async (_, fields, field) => {
		const answer = await post(PATH, alice(fields), admin.token);
		expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 400, body: { code: "invalid" } });
		expect(Object.keys(answer.body.errors)).toContain(field);
	});

	it.each(["email", "license_number"])("keeps its %s for itself", async (field) => {
		const value = field === "email" ? email() : unique();
		await created({ [field]: value });
		const again = await post(PATH, alice({ [field]: value }), admin.token);
		expect(again).toMatchObject({ status: 409, body: { errors: { [field]: ["is already in use"] } } });
		const other = await created();
		const edited = await patch(`${PATH}${other.id}/`, { [field]: value }, admin.token);
		expect(edited).toMatchObject({ status: 409, body: { errors: { [field]: ["is already in use"] } } });
	});

	it("of a doctor's own is the profile that came with the login, and that once", async () => {
		const doctor = await createUser("doctor");
		const answer = await post(PATH, { name: "Dora Reed", specialty: "Surgery", experience: 9 }, doctor.token);
		expect(answer).toMatchObject({ status: 201, body: { id: doctor.doctorId, user: doctor.id, name: "Dora Reed" } });
		const twice = await post(PATH, alice(), doctor.token);
		expect(twice).toMatchObject({ status: 409, body: { detail: "Your profile exists already: edit it instead." } });
	});

	it("is completed once, however often at once", async () => {
		const doctor = await createUser("doctor");
		const answers = await Promise.all([1, 2, 3, 4].map(() => post(PATH, alice(), doctor.token)));
		expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
	});
});

describe("who sees what of a doctor", () => {
	it("anybody the public part, who is signed in all", async () => {
		const doctor = await created({ email: email(), license_number: unique(), credentials: "MD", experience: 12 });
		const open = await get(`${PATH}${doctor.id}/`);
		expect(open.status).toBe(200);
		const shown = Object.fromEntries(Object.entries(doctor).filter(([name]) => !PRIVATE.includes(name)));
		expect(open.body).toEqual(shown);
		expect(Object.keys(open.body).toSorted()).toEqual([
			...["availability", "first_name", "id", "is_verified", "last_name", "location", "name"],
			...["specialization", "specializations", "specialty"],
		]);
		const patient = await createUser("patient");
		expect((await get(`${PATH}${doctor.id}/`, patient.token)).body).toEqual(doctor);
		expect((await get(`/api/practitioners/${doctor.id}/`, patient.token)).body).toEqual(doctor);
	});

	it("a list says no more than a single one", async () => {
		const doctor = await created({ email: email(), license_number: unique() });
		const query = `?search=${doctor.name}&ordering=-id`;
		const [open] = (await get(PATH + query)).body.results;
		expect(open).toEqual((await get(`${PATH}${doctor.id}/`)).body);
		const [full] = (await get(PATH + query, admin.token)).body.results;
		expect(full).toEqual(doctor);
		expect((await get(`/api/auth/doctors/${query}`, admin.token)).body.results[0]).toEqual(doctor);
		const csv = (await get(`${PATH}${query}&format=csv`)).body;
		expect(csv).toContain("Alice");
		for (const name of PRIVATE) expect(csv.split("\r\n")[0].split(",")).not.toContain(name);
		expect(csv).not.toContain(doctor.email);
		expect((await get(`${PATH}${query}&format=csv`, admin.token)).body).toContain(doctor.email);
	});

	it("a bad token is told so, not taken for nobody", async () => {
		const doctor = await created();
		for (const path of [PATH, `${PATH}${doctor.id}/`])
			for (const header of ["Bearer garbage", "Basic YTpi", "garbage"]) {
				const answer = await call("GET", path, { headers: { Authorization: header } });
				expect(answer, header).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
			}
	});

	it("a personal access token counts as signed in", async () => {
		const doctor = await created({ email: email() });
		const { token } = (await post("/api/auth/tokens/", { name: "export", scope: "read" }, admin.token)).body;
		expect((await get(`${PATH}${doctor.id}/`, token)).body.email).toBe(doctor.email);
	});

	it("a doctor finds themself", async () => {
		const doctor = await createUser("doctor");
		for (const path of ["/api/doctors/current/", "/api/practitioners/current/"])
			expect(await get(path, doctor.token)).toMatchObject({ status: 200, body: { id: doctor.doctorId } });
		expect(await get("/api/doctors/current/", admin.token)).toMatchObject({ status: 403 });
		expect(await get("/api/doctors/current/")).toMatchObject({ status: 401 });
	});

	it.each(["nobody", "0", "1.5"])("the id %s is no doctor's", async (id) => {
		expect(await get(`${PATH}${id}/`)).toMatchObject({ status: 400 });
	});
});

describe("an edit", () => {
	it("is for its creator, the doctor themself, and admins", async () => {
		const [creator, stranger, other] = [await createUser("user"), await createUser("user"), await createUser("doctor")];
		const { id } = await created({}, creator);
		for (const { token } of [creator, admin])
			expect(await patch(`${PATH}${id}/`, { location: "Oslo" }, token)).toMatchObject({ status: 200 });
		for (const { token } of [stranger, other]) {
			expect(await patch(`${PATH}${id}/`, { location: "Rome" }, token)).toMatchObject({ status: 403 });
			expect(await del(`${PATH}${id}/`, token)).toMatchObject({ status: 403 });
		}
		expect((await get(`${PATH}${id}/`)).body.location).toBe("Oslo");
		const own = await put(`${PATH}${other.doctorId}/`, { location: "Bergen" }, other.token);
		expect(own).toMatchObject({ status: 200, body: { location: "Bergen", first_name: "Dora" } });
	});

	it("leaves alone what it does not name, and takes a whole answer back", async () => {
		const hours = [{ weekday: "friday", from: "08:00", to: "24:00" }];
		const doctor = await created({ specializations: ["Cardiology", "Surgery"], availability: hours, email: email() });
		const again = await put(`${PATH}${doctor.id}/`, doctor, admin.token);
		expect(again.body).toEqual({ ...doctor, version: 2, updated_at: expect.any(String) });
		const edited = await put(`${PATH}${doctor.id}/`, { ...doctor, last_name: "Reed", experience: 4 }, admin.token);
		expect(edited.body).toMatchObject({
			name: "Alice Reed",
			years_of_experience: 4,
			specializations: ["Cardiology", "Surgery"],
		});
	});

	it("empties by null, and replaces hours as a whole", async () => {
		const doctor = await created({ location: "Oslo", availability: [{ weekday: 5, from: "08:00", to: "09:00" }] });
		const sent = { location: null, availability: [{ weekday: 7, from: "10:00", to: "11:00" }] };
		const { body } = await patch(`${PATH}${doctor.id}/`, sent, admin.token);
		expect(body).toMatchObject({ location: null, availability: [{ weekday: "sunday", from: "10:00", to: "11:00" }] });
		expect((await patch(`${PATH}${doctor.id}/`, { availability: [] }, admin.token)).body.availability).toEqual([]);
	});

	it("on an old version is refused as a whole", async () => {
		const { id } = await created({ availability: [{ weekday: 5, from: "08:00", to: "09:00" }] });
		const edit = (version: string) =>
			call("PATCH", `${PATH}${id}/`, {
				...{ token: admin.token, body: { location: "Oslo", availability: [] } },
				headers: { "If-Match": version },
			});
		await patch(`${PATH}${id}/`, { credentials: "MD" }, admin.token);
		expect(await edit('"1"')).toMatchObject({ status: 412 });
		expect((await get(`${PATH}${id}/`)).body).toMatchObject({ location: null, availability: [{ weekday: "friday" }] });
		expect(await edit('"2"')).toMatchObject({ status: 200, body: { version: 3, availability: [] } });
	});

	it("is also the profile's", async () => {
		const doctor = await createUser("doctor");
		const sent = { last_name: "Reed", phone_number: "+49301234567", specialization: "Surgery" };
		const profile = (await patch("/api/auth/profile/", sent, doctor.token)).body;
		expect(profile).toMatchObject({ ...sent, id: doctor.doctorId, availability: [] });
		expect((await get(`${PATH}${doctor.doctorId}/`, admin.token)).body).toMatchObject(sent);
	});
});

describe("a deleted doctor", () => {
	it("is nowhere, until an admin restores them", async () => {
		const creator = await createUser("user");
		const doctor = await created({ last_name: unique() }, creator);
		const found = async () => (await get(`${PATH}?search=${doctor.last_name}`)).body.count;
		expect(await found()).toBe(1);
		expect(await del(`${PATH}${doctor.id}/`, creator.token)).toMatchObject({ status: 204 });
		expect(await get(`${PATH}${doctor.id}/`)).toMatchObject({ status: 404 });
		expect(await patch(`${PATH}${doctor.id}/`, {}, creator.token)).toMatchObject({ status: 404 });
		expect(await found()).toBe(0);
		expect(await post(`${PATH}${doctor.id}/restore/`, {}, creator.token)).toMatchObject({ status: 403 });
		expect(await post(`${PATH}${doctor.id}/restore/`, {}, admin.token)).toMatchObject({ status: 200 });
		expect(await found()).toBe(1);
		expect(await post(`${PATH}${doctor.id}/restore/`, {}, admin.token)).toMatchObject({ status: 404 });
	});

	it.each(["email", "license_number"])("leaves the %s to another, beside whom they do not come back", async (field) => {
		const own = { [field]: `${unique()}@clinic.example` };
		const doctor = await created(own);
		await del(`${PATH}${doctor.id}/`, admin.token);
		const other = await created(own);
		const restore = () => post(`${PATH}${doctor.id}/restore/`, {}, admin.token);
		expect(await restore()).toMatchObject({ status: 409, body: { errors: { [field]: ["is already in use"] } } });
		await patch(`${PATH}${other.id}/`, { [field]: null }, admin.token);
		expect(await restore()).toMatchObject({ status: 200, body: own });
	});

	it("sees no patient any more, with the tokens that they have and with new ones", async () => {
		const doctor = await createUser("doctor");
		const patient = await createPatient(admin);
		await mapDoctor(doctor, patient.id);
		const path = `/api/patients/${patient.id}/`;
		expect(await get(path, doctor.token)).toMatchObject({ status: 200 });
		expect((await get(path, admin.token)).body.assigned_doctor).toBe(doctor.doctorId);
		await del(`${PATH}${doctor.doctorId}/`, admin.token);
		expect((await get(path, admin.token)).body.assigned_doctor).toBeNull();
		for (const { token } of [doctor, await sessionOf(doctor.username)]) {
			expect(await get(path, token)).toMatchObject({ status: 404 });
			expect((await get("/api/patients/", token)).body.count).toBe(0);
			expect(await get("/api/doctors/current/", token)).toMatchObject({ status: 404 });
			expect(await get("/api/auth/profile/", token)).toMatchObject({ status: 200, body: { doctor_id: null } });
		}
		await post(`${PATH}${doctor.doctorId}/restore/`, {}, admin.token);
		expect(await get(path, (await sessionOf(doctor.username)).token)).toMatchObject({ status: 200 });
	});
});
