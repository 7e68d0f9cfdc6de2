import { describe, expect, it } from "vitest";
import { A_PAGE, A_TOKEN, freshServer } from "./fresh-server.ts";

const { send, newAdmin } = freshServer("127.0.0.1");

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

		const logout = await send("POST /api/auth/logout/", { authorization, body: JSON.stringify({ refresh }) });
		expect(logout).toMatchObject({ status: 200, body: { message: expect.any(String) } });
		expect(await send("GET /api/patients/", { authorization })).toMatchObject({ status: 401 });
		const late = await send("POST /api/auth/token/refresh/", { body: JSON.stringify({ refresh }) });
		expect(late).toMatchObject({ status: 401 });
	});

	/** Signs in whoever has the address: the header, and the user. */
	async function signIn(email: string) {
		const signedIn = await send("POST /api/auth/login/", { body: login.replace("john@example.com", email) });
		expect(signedIn.status).toBe(200);
		return { authorization: `Bearer ${signedIn.body.access}`, user: signedIn.body.user };
	}

	/** POST, GET, PUT and PATCH as somebody; answers the path of what was made. Of the bodies nothing is printed. */
	async function use(authorization: string, path: string, body: object, edits: [object, object]): Promise<string> {
		const created = await send(`POST ${path}`, { authorization, body: JSON.stringify(body) });
		expect(created, path).toMatchObject({ status: 201, body: { id: expect.any(Number) } });
		const { id } = created.body;
		const { body: page, status } = await send(`GET ${path}`, { authorization });
		expect(status).toBe(200);
		expect(page.results.map((one: { id: number }) => one.id)).toContain(id);
		for (const [index, method] of ["PUT", "PATCH"].entries()) {
			const edited = await send(`${method} ${path}${id}/`, { authorization, body: JSON.stringify(edits[index]) });
			expect(edited, `${method} ${path}`).toMatchObject({ status: 200, body: { id, ...edits[index] } });
		}
		return `${path}${id}/`;
	}

	const count = async (authorization: string, path: string) => {
		const { status, body } = await send(`GET ${path}`, { authorization });
		expect(body, path).toMatchObject(A_PAGE);
		return [status, body.count];
	};

	it("manages doctors, patients, mappings, appointments and records, and finds them by the printed filters", async () => {
		const alice = register
			.replace("John Doe", "Alice Smith")
			.replace("john@example.com", "alice@example.com")
			.replace("+1234567890", "+1234567891")
			.replace('"is_patient": true', '"is_patient": false')
			.replace('"is_doctor": false', '"is_doctor": true');
		expect(await send("POST /api/auth/register/", { body: alice })).toMatchObject({
			status: 201,
			body: { user: { roles: ["doctor"] } },
		});
		const [doctor, patient] = [await signIn("alice@example.com"), await signIn("john@example.com")];

		const profile = { name: "Alice Smith", specialty: "Cardiology", experience: 12, phone_number: "+1234567891" };
		const edits: [object, object] = [{ experience: 13, location: "Springfield" }, { credentials: "MD" }];
		const doctorPath = await use(doctor.authorization, "/api/doctors/", profile, edits);
		const cardiologists = "/api/doctors/?specialization=cardiology";
		expect(await count(patient.authorization, cardiologists)).toEqual([200, 1]);

		const own = { age: 41, address: "123 Main St", phone_number: "+1234567890", blood_group: "O+" };
		const patientPath = await use(patient.authorization, "/api/patients/", own, [{ age: 42 }, { address: "Elm St" }]);

		// The patient maps the doctor, so that nobody has to accept.
		const pair = { patient: patient.user.patient_id, doctor: doctor.user.doctor_id };
		const notes: [object, object] = [
			{ relationship_type: "temporary" },
			{ referral_source: "Dr. Reed", notes: "Weekly" },
		];
		const mappingPath = await use(patient.authorization, "/api/mappings/", pair, notes);
		expect(await count(doctor.authorization, `/api/patients/?doctor_id=${pair.doctor}`)).toEqual([200, 1]);
		expect(await count(doctor.authorization, "/api/patients/?doctor_id=42")).toEqual([200, 0]);
		const within = "/api/mappings/?created_after=2025-01-01&created_before=2025-03-01";
		expect(await count(patient.authorization, within)).toEqual([200, 0]);
		expect(await count(patient.authorization, within.replace("2025-03-01", "2099-03-01"))).toEqual([200, 1]);

		const year = String(new Date().getUTCFullYear() + 1);
		const appointment = { ...pair, start: `${year}-03-15T09:00:00.000Z` };
		const moved = { start: `${year}-03-31T23:00:00.000Z` };
		const appointmentPath = await use(patient.authorization, "/api/appointments/", appointment, [
			moved,
			{ notes: "X-ray" },
		]);
		const inMarch = "/api/appointments/?start_date=2025-03-01&end_date=2025-03-31";
		expect(await count(doctor.authorization, inMarch)).toEqual([200, 0]);
		expect(await count(doctor.authorization, inMarch.replaceAll("2025", year))).toEqual([200, 1]);

		const record = {
			patient: pair.patient,
			record_type: "DIAGNOSIS",
			title: "ECG",
			visit_date: "2026-01-31T10:00:00Z",
		};
		const found: [object, object] = [{ diagnosis: "Hypertension" }, { treatment: "Rest" }];
		const recordPath = await use(doctor.authorization, "/api/records/", record, found);
		expect(await count(patient.authorization, "/api/records/")).toEqual([200, 1]);

		expect(await send(`DELETE ${recordPath}`, doctor)).toEqual({ status: 204, body: null });
		for (const path of [appointmentPath, mappingPath])
			expect(await send(`DELETE ${path}`, patient), path).toEqual({ status: 204, body: null });
		expect(await send(`DELETE ${doctorPath}`, doctor)).toEqual({ status: 204, body: null });
		expect(await count(patient.authorization, cardiologists)).toEqual([200, 0]);
		// Patients do not delete themselves: an admin does.
		expect(await send(`DELETE ${patientPath}`, patient)).toMatchObject({ status: 403 });
		const admin = { authorization: await newAdmin() };
		expect(await send(`DELETE ${patientPath}`, admin)).toEqual({ status: 204, body: null });
	});
});
