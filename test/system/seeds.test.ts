import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort, type Running, start, temporaryFolder } from "./server.ts";

/*
 * The calls that the five seeds' READMEs print, byte for byte but for the port, ids and tokens that a server gives out.
 * Where a README names a call and prints no body, the body is what a client of that seed sends.
 */

const folder = temporaryFolder();
let running: Running | undefined;
let origin: string;

beforeAll(async () => {
	const port = await freePort();
	running = await start(["--no-demo", "--persist-to", folder], port);
	// As seeds 0, 1 and 4 print it; seed 3's calls below go to localhost.
	origin = `http://127.0.0.1:${port}`;
}, 120_000);

afterAll(async () => {
	await running?.interrupt();
	rmSync(folder, { recursive: true, force: true });
});

interface Call {
	body?: string;
	/** The whole header. */
	authorization?: string;
}

async function send(request: string, { body, authorization }: Call = {}, to: string = origin) {
	const [method, path] = request.split(" ");
	const response = await fetch(`${to}${path}`, {
		method,
		body,
		headers: {
			...(body === undefined ? {} : { "Content-Type": "application/json" }),
			...(authorization === undefined ? {} : { Authorization: authorization }),
		},
	});
	const text = await response.text();
	return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}

const A_TOKEN = expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/);
const A_PAGE = { count: expect.any(Number), next: null, previous: null, results: expect.any(Array) };

/** Uses a refresh token as printed, and answers the new access token. */
async function refreshed(path: string, refresh: string, to: string = origin): Promise<string> {
	const answer = await send(`POST ${path}`, { body: JSON.stringify({ refresh }) }, to);
	expect(answer).toMatchObject({ status: 200, body: { access: A_TOKEN, refresh: A_TOKEN } });
	return answer.body.access;
}

describe("seed 0: a string called token, behind the word Token", () => {
	// Only paths are printed.
	const register = `{"username": "ada", "email": "ada@clinic.example", "password": "securepass123",
		"password2": "securepass123", "first_name": "Ada", "last_name": "Lovelace", "user_type": "patient",
		"phone_number": "+491234567"}`;
	const login = '{"username": "ada", "password": "securepass123"}';

	it("registers, signs in, and submits and reads heart rates", async () => {
		expect(await send("POST /api/auth/register/", { body: register })).toMatchObject({
			status: 201,
			body: { token: A_TOKEN, username: "ada", email: "ada@clinic.example", user_type: "patient" },
		});
		const signedIn = await send("POST /api/auth/login/", { body: login });
		expect(signedIn).toMatchObject({ status: 200, body: { token: A_TOKEN } });
		const { user, token } = signedIn.body;
		const authorization = `Token ${token}`;

		const watch = await send("POST /api/devices/", { authorization, body: '{"device_id": "adas-watch"}' });
		expect(watch).toMatchObject({ status: 201, body: { device_id: "adas-watch", patient: user.patient_id } });
		const reading = JSON.stringify({ device: watch.body.id, heart_rate: 72, recorded_at: "2026-01-31T12:00:00Z" });
		expect(await send("POST /api/heart-rate/", { authorization, body: reading })).toMatchObject({
			status: 201,
			body: { device: watch.body.id, patient: user.patient_id, heart_rate: 72 },
		});
		expect(await send("GET /api/heart-rate/", { authorization })).toMatchObject({
			status: 200,
			body: { results: [{ heart_rate: 72 }] },
		});
		expect(await send(`GET /api/patients/${user.patient_id}/heart-rate-stats/`, { authorization })).toMatchObject({
			status: 200,
			body: { all_time: { min: 72, max: 72, avg: 72, count: 1 } },
		});
	});

	it("creates patients as an admin only, and nobody becomes one by registering", async () => {
		const wish = register.replaceAll('"ada', '"nurse').replace("4567", "4568").replace('"patient"', '"admin"');
		const { status, body } = await send("POST /api/auth/register/", { body: wish });
		expect({ status, is: body.user_type, wants: body.requested_user_type }).toEqual({
			...{ status: 201, is: "user", wants: "admin" },
		});
		const authorization = `Token ${body.token}`;
		const withLogin = { authorization, body: '{"username": "jon", "first_name": "Jon", "last_name": "Doe"}' };
		expect(await send("POST /api/patients/", withLogin)).toMatchObject({ status: 403 });
	});
});

describe("seed 1: a name, flags, and an e-mail address to sign in by", () => {
	// Printed with two `// Optional` behind the last lines, which no JSON has.
	const register = `{
    "name": "John Doe",
    "email": "john@example.com",
    "password": "yourpassword",
    "is_patient": true,
    "is_doctor": false,
    "is_admin_staff": false,
    "phone_number": "+1234567890",
    "address": "123 Main St, City, Country"
}`;
	// Printed with another address than the registration's.
	const login = '{"email": "john@example.com", "password": "yourpassword"}';

	it("registers, signs in, refreshes, lists and signs out", async () => {
		expect(await send("POST /api/auth/register/", { body: register })).toMatchObject({
			status: 201,
			body: {
				tokens: { access: A_TOKEN, refresh: A_TOKEN },
				user: {
					...{ name: "John Doe", email: "john@example.com", phone_number: "+1234567890" },
					...{ address: "123 Main St, City, Country", roles: ["patient"] },
				},
			},
		});
		const signedIn = await send("POST /api/auth/login/", { body: login });
		expect(signedIn).toMatchObject({ status: 200, body: { access: A_TOKEN, refresh: A_TOKEN } });

		const printed = await send("POST /api/auth/token/refresh/", { body: '{"refresh": "refresh_token_value"}' });
		expect(printed).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
		const { access, refresh } = (
			await send("POST /api/auth/token/refresh/", { body: JSON.stringify({ refresh: signedIn.body.refresh }) })
		).body;
		const authorization = `Bearer ${access}`;
		expect(await send("GET /api/patients/", { authorization })).toMatchObject({ status: 200, body: { count: 1 } });
		const ofDoctor = await send("GET /api/patients/?doctor_id=42", { authorization });
		expect(ofDoctor).toMatchObject({ status: 200, body: { ...A_PAGE, count: 0 } });

		const logout = await send("POST /api/auth/logout/", { authorization, body: JSON.stringify({ refresh }) });
		expect(logout).toMatchObject({ status: 200, body: { message: expect.any(String) } });
		expect(await send("GET /api/patients/", { authorization })).toMatchObject({ status: 401 });
		const late = await send("POST /api/auth/token/refresh/", { body: JSON.stringify({ refresh }) });
		expect(late).toMatchObject({ status: 401 });
	});
});

describe("seed 2: the path says who registers, the phone number signs in", () => {
	// Nothing is printed but that there are tokens.
	const register = (phone: string) => `{"first_name": "Grace", "last_name": "Hopper", "phone_number": "${phone}",
		"password": "a compiler of her own 1", "is_accept_terms_and_condition": true}`;

	it.each([
		["user", "patient", "+2348031234567"],
		["practitioner", "doctor", "+2348031234568"],
	])("registers a %s, signs in, refreshes and signs out", async (path, role, phone) => {
		expect(await send(`POST /api/v1/auth/register/${path}/`, { body: register(phone) })).toMatchObject({
			status: 201,
			body: { user_type: role, tokens: { access: A_TOKEN }, user: { is_accept_terms_and_condition: true } },
		});
		const login = JSON.stringify({ username: phone, password: "a compiler of her own 1" });
		const signedIn = await send("POST /api/auth/login/", { body: login });
		expect(signedIn).toMatchObject({ status: 200, body: { tokens: { access: A_TOKEN, refresh: A_TOKEN } } });
		const authorization = `Bearer ${await refreshed("/api/v1/identity/refresh/", signedIn.body.refresh)}`;
		expect(await send("GET /api/patients/", { authorization })).toMatchObject({ status: 200, body: A_PAGE });
		expect(await send("GET /api/v1/auth/logout/", { authorization })).toMatchObject({ status: 405 });
		expect(await send("POST /api/v1/auth/logout/", { authorization })).toMatchObject({ status: 200 });
		expect(await send("GET /api/patients/", { authorization })).toMatchObject({ status: 401 });
	});
});

describe("seed 3: password_confirm, an upper-case user_type, five minutes", () => {
	const register = `{
    "username": "patient1",
    "email": "patient@example.com",
    "password": "securepass123",
    "password_confirm": "securepass123",
    "first_name": "John",
    "last_name": "Doe",
    "user_type": "PATIENT"
  }`;
	// Only its path is printed.
	const login = '{"username": "patient1", "password": "securepass123"}';

	it("registers, signs in, refreshes, and reads profile and notifications", async () => {
		const to = origin.replace("127.0.0.1", "localhost");
		expect(await send("POST /api/auth/register/", { body: register }, to)).toMatchObject({
			status: 201,
			body: {
				...{ username: "patient1", email: "patient@example.com", user_type: "patient" },
				user: { first_name: "John", last_name: "Doe" },
			},
		});
		const signedIn = await send("POST /api/auth/login/", { body: login }, to);
		expect(signedIn).toMatchObject({ status: 200, body: { access: A_TOKEN, refresh: A_TOKEN } });
		const access = await refreshed("/api/auth/token/refresh/", signedIn.body.refresh, to);
		const { iat, exp } = JSON.parse(Buffer.from(access.split(".")[1] ?? "", "base64url").toString());
		expect(exp - iat).toBe(5 * 60);

		const authorization = `Bearer ${access}`;
		expect(await send("GET /api/auth/profile/", { authorization }, to)).toMatchObject({
			status: 200,
			body: { user: { username: "patient1", first_name: "John" } },
		});
		const edit = { authorization, body: '{"phone_number": "+1234567899"}' };
		expect(await send("PUT /api/auth/profile/", edit, to)).toMatchObject({ status: 200 });
		expect(await send("GET /api/notifications/", { authorization }, to)).toMatchObject({ status: 200, body: A_PAGE });
		expect(await send("POST /api/notifications/mark-all-read/", { authorization }, to)).toMatchObject({
			status: 200,
			body: { message: expect.any(String) },
		});
	});
});

describe("seed 4: a name and a password, and patients of one's own", () => {
	const register = '{"username":"ab","email":"a@b.com","password":"StrongPass123!"}';
	const login = '{"username":"ab","password":"StrongPass123!"}';
	const patient = '{"first_name":"Jon","last_name":"Doe","email":"jon@example.com","dob":"1990-01-01","notes":"N/A"}';

	it("registers, signs in, refreshes, creates a patient and lists it", async () => {
		expect(await send("POST /api/auth/register/", { body: register })).toMatchObject({
			status: 201,
			body: { username: "ab", email: "a@b.com", user_type: "user" },
		});
		const signedIn = await send("POST /api/auth/login/", { body: login });
		expect(signedIn).toMatchObject({ status: 200, body: { access: A_TOKEN, refresh: A_TOKEN } });
		const authorization = `Bearer ${await refreshed("/api/auth/refresh/", signedIn.body.refresh)}`;

		const jon = { first_name: "Jon", last_name: "Doe", email: "jon@example.com", dob: "1990-01-01", notes: "N/A" };
		const created = await send("POST /api/patients/", { authorization, body: patient });
		expect(created).toMatchObject({ status: 201, body: { ...jon, owner: signedIn.body.user_id } });
		const { id } = created.body;
		expect((await send("GET /api/patients/", { authorization })).body).toMatchObject({ count: 1, results: [{ id }] });
		expect(await send(`GET /api/patients/${id}/`, { authorization })).toMatchObject({ status: 200, body: jon });
		const again = await send("POST /api/patients/", { authorization, body: patient });
		expect(again).toMatchObject({ status: 400, body: { errors: { email: [expect.any(String)] } } });
		expect(await send(`DELETE /api/patients/${id}/`, { authorization })).toEqual({ status: 204, body: null });
	});
});
