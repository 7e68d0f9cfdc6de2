import { describe, expect, it } from "vitest";
import { get, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createUser, PASSWORD, unique } from "../support/factories.ts";

const register = (body: object) => post("/api/auth/register/", body);
const phone = () => `+49${Math.floor(Math.random() * 1e12)}`;
const SOMEONE = { username: "someone", password: PASSWORD };
const newcomer = () => ({ username: `new-${unique()}`, password: PASSWORD });

describe("the bodies of the five seeds, as printed", () => {
	it("seed 0: user_type, password2", async () => {
		const name = `ada-${unique()}`;
		const email = `${name}@example.com`;
		const passwords = { password: "securepass123", password2: "securepass123" };
		const names = { first_name: "Ada", last_name: "Lovelace" };
		const body = { username: name, email, ...passwords, ...names, user_type: "patient", phone_number: phone() };
		const answer = await register(body);
		expect(answer).toMatchObject({ status: 201, body: { username: name, email, user_type: "patient" } });
		expect(await post("/api/auth/login/", { username: name, password: "securepass123" })).toMatchObject({
			status: 200,
			body: { token: expect.any(String), user_id: answer.body.user_id },
		});
	});

	it("seed 1: a name and flags, signs in by e-mail", async () => {
		const email = `john-${unique()}@example.com`;
		const answer = await register({
			...{ name: "John Doe", email, password: "yourpassword" },
			...{ is_patient: true, is_doctor: false, is_admin_staff: false },
			...{ phone_number: phone(), address: "123 Main St, City, Country" },
		});
		expect(answer).toMatchObject({
			status: 201,
			body: {
				username: email,
				user_type: "patient",
				user: { first_name: "John", last_name: "Doe", name: "John Doe", address: "123 Main St, City, Country" },
			},
		});
		expect(await post("/api/auth/login/", { email, password: "yourpassword" })).toMatchObject({ status: 200 });
	});

	it.each([
		["user", "patient"],
		["practitioner", "doctor"],
	])("seed 2: the path register/%s says the role", async (path, role) => {
		const answer = await post(`/api/v1/auth/register/${path}/`, {
			...{ first_name: "Grace", last_name: "Hopper", phone_number: phone() },
			...{ password: PASSWORD, is_accept_terms_and_condition: true },
		});
		expect(answer).toMatchObject({ status: 201, body: { user_type: role, email: null, user: { roles: [role] } } });
		expect(answer.body.username).toMatch(/^[0-9a-f-]{36}$/);
	});

	it("seed 3: an upper-case user_type, password_confirm", async () => {
		const username = `patient1-${unique()}`;
		const answer = await register({
			...{ username, email: `${username}@example.com` },
			...{ password: "securepass123", password_confirm: "securepass123" },
			...{ first_name: "John", last_name: "Doe", user_type: "PATIENT", date_of_birth: "1990-01-31" },
		});
		expect(answer).toMatchObject({ status: 201, body: { user_type: "patient", access: expect.any(String) } });
		expect(answer.body.user.date_of_birth).toBe("1990-01-31");
	});

	it("seed 4: no role at all", async () => {
		const username = `ab${unique()}`;
		const answer = await register({ username, email: `${username}@b.com`, password: "StrongPass123!" });
		expect(answer).toMatchObject({ status: 201, body: { user_type: "user", requested_user_type: null } });
		const signedIn = await post("/api/auth/login/", { username, password: "StrongPass123!" });
		expect(signedIn).toMatchObject({ status: 200, body: { access: expect.any(String), refresh: expect.any(String) } });
	});
});

describe("the answer", () => {
	it("is the union of what the seeds answer, and never holds the password", async () => {
		const { body } = await register(newcomer());
		const { access, refresh } = body;
		expect(body).toMatchObject({ token: access, tokens: { access, refresh }, user_id: body.user.id });
		expect(body).toMatchObject({ message: "Registered.", user: { is_active: true, is_verified: false } });
		expect(JSON.stringify(body)).not.toMatch(/scrypt|password/);
	});

	it("lets one in at once", async () => {
		const { body } = await register(newcomer());
		expect(await get("/api/patients/", body.access)).toMatchObject({ status: 200, body: { count: 0 } });
	});

	it.each(["patient", "doctor"])("a %s gets the profile that the token points to", async (user_type) => {
		const { body } = await register({ ...newcomer(), user_type, first_name: "Ada" });
		const ids = { patient: body.user.patient_id, doctor: body.user.doctor_id };
		expect(ids).toEqual({ patient: null, doctor: null, [user_type]: expect.any(Number) });
	});
});

describe("roles that need approval", () => {
	it.each([
		["user_type admin", { user_type: "admin" }, "admin", ["user"]],
		["user_type staff", { user_type: "Staff" }, "staff", ["user"]],
		["the flag is_admin_staff", { is_admin_staff: true }, "admin", ["user"]],
		["the flag beside another", { is_admin_staff: true, is_doctor: true }, "admin", ["doctor"]],
	])("%s stays a wish", async (_, wish, requested, roles) => {
		const { status, body } = await register({ ...newcomer(), ...wish });
		expect({ status, requested: body.requested_user_type, roles: body.user.roles }).toEqual({
			...{ status: 201, requested, roles },
		});
		const stranger = await createUser("user");
		const patient = (await post("/api/patients/", { first_name: "Jon" }, stranger.token)).body;
		expect(await get(`/api/patients/${patient.id}/`, body.access)).toMatchObject({ status: 404 });
	});
});

describe("refusals", () => {
	it.each([
		["no identifier", { password: PASSWORD }, "username"],
		["no password", { username: "someone" }, "password"],
		["a short password", { username: "someone", password: "short 7" }, "password"],
		["a common password", { username: "someone", password: "Sunshine123!" }, "password"],
		[
			"a password like the name",
			{ username: "someone", password: "Kwiatkowska-99", name: "Jo Kwiatkowska" },
			"password",
		],
		["another password2", { username: "someone", password: PASSWORD, password2: "x" }, "password2"],
		["an empty password2", { username: "someone", password: PASSWORD, password2: "" }, "password2"],
		[
			"another password_confirm",
			{ username: "someone", password: PASSWORD, password_confirm: "x" },
			"password_confirm",
		],
		["an unknown user_type", { username: "someone", password: PASSWORD, user_type: "king" }, "user_type"],
		["an e-mail address as username", { username: "a@b.com", password: PASSWORD }, "username"],
		["a phone number as username", { username: "+49 301234567", password: PASSWORD }, "username"],
		["no e-mail address", { email: "nobody", password: PASSWORD }, "email"],
		["no phone number", { phone_number: "call me", password: PASSWORD }, "phone_number"],
		["a first name of over 60 letters in name", { ...SOMEONE, name: `${"A".repeat(61)} B` }, "name"],
		["a last name of over 60 letters in name", { ...SOMEONE, name: `A ${"B".repeat(61)}` }, "name"],
		["a single name of over 60 letters", { ...SOMEONE, name: "A".repeat(61) }, "name"],
		["a birthday to come", { ...SOMEONE, date_of_birth: "2999-01-01" }, "date_of_birth"],
		["a birthday to come by its other name", { ...SOMEONE, dob: "2999-01-01" }, "dob"],
		["no date", { username: "someone", password: PASSWORD, date_of_birth: "31.01.1990" }, "date_of_birth"],
	])("%s names the field", async (_, body, field) => {
		const answer = await register(body);
		expect(answer).toMatchObject({ status: 400, body: { code: "invalid" } });
		expect(Object.keys(answer.body.errors)).toEqual([field]);
	});

	it.each([
		["username", () => ({ username: `taken-${unique()}` })],
		["email", () => ({ email: `${unique()}@example.org` })],
		["phone_number", () => ({ phone_number: phone() })],
	])("a taken %s says that it is, and not whose", async (field, identify) => {
		const owner = { first_name: `Owner-${unique()}`, ...identify(), password: PASSWORD };
		await register(owner);
		const answer = await register({ ...owner, first_name: "Thief" });
		expect(answer).toMatchObject({ status: 409, body: { errors: { [field]: ["is already in use"] } } });
		expect(JSON.stringify(answer.body)).not.toContain(owner.first_name);
	});

	it("an e-mail address in another case is the same one", async () => {
		const email = `${unique()}@example.org`;
		await register({ email, password: PASSWORD });
		expect(await register({ email: email.toUpperCase(), password: PASSWORD })).toMatchObject({ status: 409 });
	});

	it("leaves nothing behind", async () => {
		const email = `${unique()}@example.org`;
		await register({ ...newcomer(), email });
		const { username } = newcomer();
		await register({ username, email, password: PASSWORD, user_type: "patient" });
		const count = DB.prepare("select count(*) as n from users where username = ?").bind(username);
		expect(await count.first("n")).toBe(0);
		expect(await register({ username, password: PASSWORD })).toMatchObject({ status: 201 });
	});
});

describe("a clinic's own record with the same e-mail address", () => {
	it("is not taken over by whoever registers with it", async () => {
		const [clinic, email] = [await createUser("admin"), `${unique()}@example.org`];
		const record = (await post("/api/patients/", { first_name: "Jon", email }, clinic.token)).body;
		const { status, body } = await register({ ...newcomer(), email, user_type: "patient" });
		expect(status).toBe(201);
		expect(body.user.patient_id).not.toBe(record.id);
		expect(await get(`/api/patients/${record.id}/`, body.access)).toMatchObject({ status: 404 });
		expect((await get("/api/patients/me/", body.access)).body).toMatchObject({ email: null, is_complete: false });
	});
});
