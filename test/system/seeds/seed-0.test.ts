import { describe, expect, it } from "vitest";
import { A_TOKEN, freshServer } from "./fresh-server.ts";

const { send, newAdmin } = freshServer("127.0.0.1");

// Only paths are printed.
const registration = (username: string, userType: string, phone: string) =>
	`{"username": "${username}", "email": "${username}@clinic.example", "password": "securepass123",
		"password2": "securepass123", "first_name": "Ada", "last_name": "Lovelace", "user_type": "${userType}",
		"phone_number": "${phone}"}`;
const login = (username: string) => `{"username": "${username}", "password": "securepass123"}`;

async function signIn(username: string) {
	const signedIn = await send("POST /api/auth/login/", { body: login(username) });
	expect(signedIn).toMatchObject({ status: 200, body: { token: A_TOKEN } });
	return { user: signedIn.body.user, authorization: `Token ${signedIn.body.token}` };
}

describe("seed 0: a string called token, behind the word Token", () => {
	it("a patient registers, signs in, and submits and reads heart rates", async () => {
		const body = registration("ada", "patient", "+491234567");
		expect(await send("POST /api/auth/register/", { body })).toMatchObject({
			status: 201,
			body: { token: A_TOKEN, username: "ada", email: "ada@clinic.example", user_type: "patient" },
		});
		const { user, authorization } = await signIn("ada");

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

	const jon = `{"username": "jon", "email": "jon@clinic.example", "first_name": "Jon", "last_name": "Doe",
		"phone_number": "+491234569", "date_of_birth": "1990-01-01", "gender": "M", "address": "12 Elm Street",
		"emergency_contact": "+491234570", "medical_history": "None"}`;

	it("the superuser creates a patient, lists all, and submits and reads their heart rates", async () => {
		const authorization = await newAdmin();
		const created = await send("POST /api/patients/", { authorization, body: jon });
		expect(created).toMatchObject({
			status: 201,
			body: { first_name: "Jon", email: "jon@clinic.example", gender: "male", emergency_contact: "+491234570" },
		});
		const patient: number = created.body.id;
		expect(await send("GET /api/patients/", { authorization })).toMatchObject({ status: 200, body: { count: 2 } });

		const device = JSON.stringify({ device_id: "jons-watch", patient });
		const watch = await send("POST /api/devices/", { authorization, body: device });
		const reading = { device: watch.body.id, patient, heart_rate: 61, recorded_at: "2026-01-31T12:00:00Z" };
		const body = JSON.stringify(reading);
		expect(await send("POST /api/heart-rate/", { authorization, body })).toMatchObject({
			status: 201,
			body: { patient },
		});
		expect(await send(`GET /api/heart-rate/?patient=${patient}`, { authorization })).toMatchObject({
			status: 200,
			body: { results: [{ patient, heart_rate: 61 }] },
		});
		expect(await send(`GET /api/patients/${patient}/heart-rate-stats/`, { authorization })).toMatchObject({
			status: 200,
			body: { all_time: { avg: 61, count: 1 } },
		});
	});

	it("staff, whom an admin has approved, read everybody and create nobody", async () => {
		const body = registration("nurse", "staff", "+491234568");
		const registered = await send("POST /api/auth/register/", { body });
		expect(registered).toMatchObject({ status: 201, body: { user_type: "user", requested_user_type: "staff" } });
		const approval = { authorization: await newAdmin() };
		const approved = await send(`POST /api/users/${registered.body.user_id}/approve/`, approval);
		expect(approved).toMatchObject({ status: 200, body: { user_type: "staff" } });

		const { authorization } = await signIn("nurse");
		const { status, body: page } = await send("GET /api/patients/", { authorization });
		expect([status, page.count]).toEqual([200, 2]);
		for (const { id } of page.results) {
			const heart = await send(`GET /api/heart-rate/?patient=${id}`, { authorization });
			expect(heart).toMatchObject({ status: 200, body: { results: [{ patient: id }] } });
			const stats = await send(`GET /api/patients/${id}/heart-rate-stats/`, { authorization });
			expect(stats).toMatchObject({ status: 200, body: { all_time: { count: 1 } } });
		}
		expect(await send("GET /api/heart-rate/", { authorization })).toMatchObject({ status: 200 });
		expect(await send("POST /api/patients/", { authorization, body: jon })).toMatchObject({ status: 403 });
		const reading = '{"device": 1, "patient": 1, "heart_rate": 72, "recorded_at": "2026-01-31T13:00:00Z"}';
		expect(await send("POST /api/heart-rate/", { authorization, body: reading })).toMatchObject({ status: 403 });
	});

	it("nobody becomes an admin by registering", async () => {
		const answer = await send("POST /api/auth/register/", { body: registration("eve", "admin", "+491234571") });
		expect(answer).toMatchObject({ status: 201, body: { user_type: "user", requested_user_type: "admin" } });
		const authorization = `Token ${answer.body.token}`;
		const withLogin = { authorization, body: jon.replaceAll('"jon', '"joe') };
		expect(await send("POST /api/patients/", withLogin)).toMatchObject({ status: 403 });
	});
});
