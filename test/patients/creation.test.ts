import { describe, expect, it } from "vitest";
import { get, patch, post } from "../support/client.ts";
import { createUser, PASSWORD, sessionOf, unique } from "../support/factories.ts";

const create = (body: object, token: string) => post("/api/patients/", body, token);

async function registeredPatient() {
	const body = { username: `pat-${unique()}`, password: PASSWORD, user_type: "patient", first_name: "Pat" };
	const { access, user } = (await post("/api/auth/register/", body)).body;
	return { token: access as string, patientId: user.patient_id as number, id: user.id as number };
}

describe("a record without a login", () => {
	it.each(["user", "doctor", "admin"] as const)("is created and owned by: %s", async (role) => {
		const owner = await createUser(role);
		// Seed 4's call, as printed but for the address.
		const email = `${unique()}@example.com`;
		const body = { first_name: "Jon", last_name: "Doe", email, dob: "1990-01-01", notes: "N/A" };
		const answer = await create(body, owner.token);
		expect(answer).toMatchObject({
			status: 201,
			body: { ...body, id: expect.any(Number), owner: owner.id, user: null, name: "Jon Doe", is_complete: true },
		});
		expect((await get(`/api/patients/${answer.body.id}/`, owner.token)).body).toEqual(answer.body);
	});

	it("is not created by staff", async () => {
		const { token } = await createUser("staff");
		expect(await create({ first_name: "Jon" }, token)).toMatchObject({ status: 403, body: { code: "forbidden" } });
	});

	it("needs a first name", async () => {
		const { token } = await createUser("user");
		const answer = await create({ last_name: "Doe" }, token);
		expect(answer).toMatchObject({ status: 400, body: { errors: { first_name: ["is required"] } } });
	});

	it("takes seed 1's body: an age and no birthday", async () => {
		const { token } = await createUser("user");
		const body = { age: 41, address: "12 Elm Street", phone_number: "+49 30 1234567", blood_group: "o+" };
		expect(await create({ first_name: "Jon", ...body }, token)).toMatchObject({
			status: 201,
			body: { age: 41, date_of_birth: null, address: "12 Elm Street", phone_number: "+49301234567", blood_group: "O+" },
		});
	});
});

describe("a patient with a login", () => {
	it("is created by an admin, with seed 0's body", async () => {
		const admin = await createUser("admin");
		const username = `pat-${unique()}`;
		const fields = {
			...{ email: `${username}@example.com`, first_name: "Pat", last_name: "Doe" },
			...{ phone_number: "+4930999", date_of_birth: "1980-05-17", gender: "F", address: "12 Elm Street" },
			...{ emergency_contact: "Jo, +4930111", medical_history: "none" },
		};
		const answer = await create({ ...fields, username, password: PASSWORD }, admin.token);
		expect(answer).toMatchObject({ status: 201, body: { ...fields, gender: "female" } });
		const login = await post("/api/auth/login/", { username, password: PASSWORD });
		expect(login).toMatchObject({
			status: 200,
			body: { user_type: "patient", user_id: answer.body.user, user: { patient_id: answer.body.id } },
		});
		expect((await get("/api/patients/me/", login.body.access)).body.id).toBe(answer.body.id);
	});

	it("is owned by nobody: an admin who is none any more sees them no more", async () => {
		const [admin, other] = [await createUser("admin"), await createUser("admin")];
		const { body } = await create({ username: `pat-${unique()}`, first_name: "Pat" }, admin.token);
		expect(body.owner).toBeNull();
		await patch(`/api/users/${admin.id}/`, { roles: ["user"] }, other.token);
		const { token } = await sessionOf(admin.username);
		expect(await get(`/api/patients/${body.id}/`, token)).toMatchObject({ status: 404 });
		expect((await get("/api/patients/", token)).body.count).toBe(0);
	});

	it("has no default password: without one nobody can sign in", async () => {
		const admin = await createUser("admin");
		const username = `pat-${unique()}`;
		expect(await create({ username, first_name: "Pat" }, admin.token)).toMatchObject({ status: 201 });
		for (const password of ["default_password", "", username, "password", "null"])
			expect(await post("/api/auth/login/", { username, password })).toMatchObject({ status: 401 });
	});

	it("may be asked for by create_account: who has no username signs in by address or number", async () => {
		const admin = await createUser("admin");
		const email = `${unique()}@example.com`;
		const phone_number = `+49${Math.floor(1e9 + Math.random() * 9e9)}`;
		for (const own of [{ email }, { phone_number }, { username: `pat-${unique()}` }]) {
			const body = { first_name: "Pat", create_account: true, password: PASSWORD, ...own };
			const { status, body: patient } = await create(body, admin.token);
			expect(status).toBe(201);
			const login = await post("/api/auth/login/", { ...own, password: PASSWORD });
			expect(login).toMatchObject({ status: 200, body: { user_id: patient.user, user: { patient_id: patient.id } } });
		}
	});

	it("needs something to sign in by", async () => {
		const admin = await createUser("admin");
		expect(await create({ first_name: "Pat", create_account: true }, admin.token)).toMatchObject({
			...{ status: 400, body: { errors: { create_account: [expect.stringContaining("to sign in by")] } } },
		});
		const record = await create({ first_name: "Pat", create_account: false }, admin.token);
		expect(record).toMatchObject({ status: 201, body: { user: null, owner: admin.id } });
	});

	it.each(["short 7", "Sunshine123!", "Kwiatkowska-99"])("takes no password like %j", async (password) => {
		const admin = await createUser("admin");
		const body = { username: `pat-${unique()}`, first_name: "Pat", last_name: "Kwiatkowska", password };
		const answer = await create(body, admin.token);
		expect(answer).toMatchObject({ status: 400, body: { errors: { password: [expect.any(String)] } } });
	});

	it.each(["user", "doctor", "patient"] as const)("is not created by: %s", async (role) => {
		const { token } = await createUser(role);
		const answer = await create({ first_name: "Pat", username: `pat-${unique()}`, password: PASSWORD }, token);
		expect(answer).toMatchObject({ status: 403, body: { code: "forbidden" } });
		const asked = { first_name: "Pat", create_account: true, email: `${unique()}@example.com` };
		expect(await create(asked, token)).toMatchObject({ status: 403, body: { code: "forbidden" } });
	});

	it.each([
		["a weak password", { password: "12345678" }, "password"],
		["an e-mail address as username", { username: "a@b.com" }, "username"],
		["a phone number as username", { username: "030 1234567" }, "username"],
		["no date", { date_of_birth: "yesterday" }, "date_of_birth"],
	])("is refused with %s", async (_, fault, field) => {
		const admin = await createUser("admin");
		const answer = await create({ first_name: "Pat", username: `pat-${unique()}`, ...fault }, admin.token);
		expect(answer.status).toBe(400);
		expect(Object.keys(answer.body.errors)).toEqual([field]);
	});

	it("is created whole or not at all", async () => {
		const admin = await createUser("admin");
		const email = `${unique()}@example.com`;
		await create({ first_name: "Jon", email }, admin.token);
		const username = `pat-${unique()}`;
		const refused = await create({ first_name: "Pat", username, email }, admin.token);
		expect(refused).toMatchObject({ status: 409, body: { errors: { email: ["is already in use"] } } });
		expect(await create({ first_name: "Pat", username }, admin.token)).toMatchObject({ status: 201 });
		const again = await create({ first_name: "Pat", username }, admin.token);
		expect(again).toMatchObject({ status: 409, body: { errors: { username: ["is already in use"] } } });
	});
});

describe("a patient's own profile", () => {
	it("came with the registration, and is completed once", async () => {
		const { token, patientId, id } = await registeredPatient();
		expect((await get("/api/patients/me/", token)).body).toMatchObject({ id: patientId, is_complete: false });
		const body = { blood_group: "A-", medical_history: "asthma", timezone: "Europe/Berlin" };
		expect(await create(body, token)).toMatchObject({
			status: 201,
			body: { ...body, id: patientId, user: id, first_name: "Pat", is_complete: true },
		});
		expect(await create(body, token)).toMatchObject({ status: 409, body: { code: "conflict" } });
	});

	it("is completed once, however many ask at the same time", async () => {
		const { token } = await registeredPatient();
		const answers = await Promise.all([1, 2, 3].map((n) => create({ last_name: `Doe ${n}` }, token)));
		const winners = answers.filter(({ status }) => status === 201);
		expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
		expect((await get("/api/patients/me/", token)).body.last_name).toBe(winners[0]?.body.last_name);
	});

	it("is the only one that a patient may create", async () => {
		const { token } = await registeredPatient();
		await create({ first_name: "Pat" }, token);
		await create({ first_name: "Somebody else" }, token);
		expect((await get("/api/patients/", token)).body).toMatchObject({ count: 1, results: [{ first_name: "Pat" }] });
	});
});

describe("a taken e-mail address", () => {
	it("is refused in any case, without saying whose it is", async () => {
		const [one, two] = [await createUser("user"), await createUser("user")];
		const email = `${unique()}@example.com`;
		await create({ first_name: "Secretive", email }, one.token);
		const answer = await create({ first_name: "Jon", email: email.toUpperCase() }, two.token);
		expect(answer).toMatchObject({ status: 409, body: { errors: { email: ["is already in use"] } } });
		expect(JSON.stringify(answer.body)).not.toContain("Secretive");
	});

	it("may be missing as often as one likes", async () => {
		const { token } = await createUser("user");
		for (const email of [undefined, null, ""])
			expect(await create({ first_name: "Jon", email }, token)).toMatchObject({ status: 201, body: { email: null } });
	});
});
