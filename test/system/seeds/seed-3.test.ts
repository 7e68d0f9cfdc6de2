import { beforeAll, describe, expect, it, vi } from "vitest";
import { A_PAGE, A_TOKEN, type Call, freshServer } from "./fresh-server.ts";

const { send, refreshed, newAdmin } = freshServer("localhost");

const register = `{
    "username": "patient1",
    "email": "patient@example.com",
    "password": "securepass123",
    "password_confirm": "securepass123",
    "first_name": "John",
    "last_name": "Doe",
    "user_type": "PATIENT"
  }`;
const record = `{
    "record_type": "CHECKUP",
    "title": "Annual Physical",
    "description": "Routine health examination",
    "visit_date": "2025-05-28T10:00:00Z"
  }`;
// Only its path is printed.
const login = '{"username": "patient1", "password": "securepass123"}';

interface Person {
	id: number;
	patientId: number;
	doctorId: number;
	authorization: string;
}

/** Registers as printed, under another name and type, and signs in. */
async function newcomer(username: string, userType: "PATIENT" | "DOCTOR"): Promise<Person> {
	const body = register.replace("patient1", username).replace("patient@", `${username}@`).replace("PATIENT", userType);
	expect(await send("POST /api/auth/register/", { body })).toMatchObject({ status: 201 });
	const signedIn = await send("POST /api/auth/login/", { body: login.replace("patient1", username) });
	expect(signedIn).toMatchObject({ status: 200, body: { user_type: userType.toLowerCase() } });
	const { access, user_id: id, user } = signedIn.body;
	return { id, patientId: user.patient_id, doctorId: user.doctor_id, authorization: `Bearer ${access}` };
}

describe("seed 3: password_confirm, an upper-case user_type, five minutes", () => {
	it("registers, signs in, refreshes, and reads and edits the profile", async () => {
		expect(await send("POST /api/auth/register/", { body: register })).toMatchObject({
			status: 201,
			body: {
				...{ username: "patient1", email: "patient@example.com", user_type: "patient" },
				user: { first_name: "John", last_name: "Doe" },
			},
		});
		const signedIn = await send("POST /api/auth/login/", { body: login });
		expect(signedIn).toMatchObject({ status: 200, body: { access: A_TOKEN, refresh: A_TOKEN } });
		const access = await refreshed("/api/auth/token/refresh/", signedIn.body.refresh);
		const { iat, exp } = JSON.parse(Buffer.from(access.split(".")[1] ?? "", "base64url").toString());
		expect(exp - iat).toBe(5 * 60);

		const authorization = `Bearer ${access}`;
		expect(await send("GET /api/auth/profile/", { authorization })).toMatchObject({
			status: 200,
			body: { user: { username: "patient1", first_name: "John" } },
		});
		const edit = { authorization, body: '{"phone_number": "+1234567899", "date_of_birth": "1990-01-01"}' };
		expect(await send("PUT /api/auth/profile/", edit)).toMatchObject({
			status: 200,
			body: { phone_number: "+1234567899", date_of_birth: "1990-01-01" },
		});
		expect(await send("GET /api/notifications/", { authorization })).toMatchObject({ status: 200, body: A_PAGE });
	});

	it("creates, lists, reads, edits and deletes health records, as a patient", async () => {
		const { authorization, patientId } = await newcomer("patient2", "PATIENT");
		const written = { ...JSON.parse(record), visit_date: "2025-05-28T10:00:00.000Z" };
		const created = await send("POST /api/health-records/", { authorization, body: record });
		expect(created).toMatchObject({ status: 201, body: { ...written, patient: patientId, doctor_comments: [] } });
		const { id } = created.body;
		expect(await send("GET /api/health-records/", { authorization })).toMatchObject({
			status: 200,
			body: { ...A_PAGE, count: 1, results: [{ id, ...written }] },
		});
		expect(await send(`GET /api/health-records/${id}/`, { authorization })).toMatchObject({
			status: 200,
			body: { ...written, doctor_comments: [] },
		});
		const edit = { authorization, body: record.replace("Annual Physical", "Annual physical, again") };
		expect(await send(`PUT /api/health-records/${id}/`, edit)).toMatchObject({
			status: 200,
			body: { title: "Annual physical, again", record_type: "CHECKUP" },
		});
		expect(await send(`DELETE /api/health-records/${id}/`, { authorization })).toEqual({ status: 204, body: null });
		expect(await send(`GET /api/health-records/${id}/`, { authorization })).toMatchObject({ status: 404 });
	});

	it("shows its API documentation", async () => {
		expect(await send("GET /api-docs/")).toMatchObject({
			status: 200,
			body: expect.stringContaining("<!doctype html>"),
		});
	});
});

describe("seed 3: a patient and their doctor", () => {
	let admin: Call;
	let patient: Person;
	let doctor: Person;
	let colleague: Person;
	beforeAll(async () => {
		admin = { authorization: await newAdmin() };
		patient = await newcomer("patient3", "PATIENT");
		[doctor, colleague] = [await newcomer("doctor1", "DOCTOR"), await newcomer("doctor2", "DOCTOR")];
	});

	const assign = (by: Call, doctorId?: number) => {
		const body = JSON.stringify({ patient_id: patient.patientId, doctor_id: doctorId });
		return send("POST /api/auth/assign-doctor/", { authorization: by.authorization, body });
	};
	/** What comes into somebody's inbox: after the answer, through the Queue. */
	const notified = (whom: Person, type: string) =>
		vi.waitFor(
			async () => {
				const { status, body } = await send("GET /api/notifications/", whom);
				expect(status).toBe(200);
				const of = body.results.filter((one: { notification_type: string }) => one.notification_type === type);
				expect(of).toMatchObject([{ is_read: false, title: expect.any(String), message: expect.any(String) }]);
				return of[0].id as number;
			},
			{ timeout: 60_000, interval: 500 },
		);
	const comment = (by: Call, id: number, body: object) =>
		send(`POST /api/health-records/${id}/comments/`, { authorization: by.authorization, body: JSON.stringify(body) });

	it("a patient finds a doctor; a doctor takes the patient once an admin has verified who that is", async () => {
		const { status, body } = await send("GET /api/auth/doctors/", patient);
		expect(status).toBe(200);
		expect(body.results.map(({ id }: { id: number }) => id).sort()).toEqual(
			[doctor.doctorId, colleague.doctorId].sort(),
		);

		expect(await send("GET /api/health-records/my-patients/", doctor)).toMatchObject({
			status: 200,
			body: { count: 0 },
		});
		expect(await assign(doctor)).toMatchObject({
			status: 202,
			body: { mapping: { status: "pending" }, patient: null },
		});
		expect(await send(`POST /api/users/${doctor.id}/verify/`, admin)).toMatchObject({
			status: 200,
			body: { is_verified: true },
		});
		expect(await assign(doctor)).toMatchObject({
			status: 200,
			body: { message: expect.any(String), patient: { id: patient.patientId, assigned_doctor: doctor.doctorId } },
		});
		expect(await send("GET /api/health-records/my-patients/", doctor)).toMatchObject({
			status: 200,
			body: {
				...{ ...A_PAGE, count: 1 },
				results: [{ id: patient.patientId, name: "John Doe", email: "patient3@example.com", total_records: 0 }],
			},
		});
		expect(await assign(patient)).toMatchObject({ status: 403 });
	});

	it("the assigned doctor reads and comments, privately if they wish; others find nothing", async () => {
		const { id } = (await send("POST /api/health-records/", { ...patient, body: record })).body;
		expect(await send("GET /api/health-records/", doctor)).toMatchObject({ status: 200, body: { results: [{ id }] } });
		expect(await comment(doctor, id, { comment: "Looks good." })).toMatchObject({
			status: 201,
			body: { record: id, doctor: doctor.doctorId, comment: "Looks good.", is_private: false },
		});
		expect(await comment(doctor, id, { comment: "Ask again.", is_private: true })).toMatchObject({ status: 201 });

		const comments = async (whom: Call) => {
			const { status, body } = await send(`GET /api/health-records/${id}/`, whom);
			expect(status).toBe(200);
			return body.doctor_comments.map((one: { comment: string }) => one.comment);
		};
		expect(await comments(doctor)).toEqual(["Ask again.", "Looks good."]);
		expect(await comments(patient)).toEqual(["Looks good."]);

		expect(await comment(patient, id, { comment: "Mine." })).toMatchObject({ status: 403 });
		expect(await comment(colleague, id, { comment: "Mine." })).toMatchObject({ status: 404 });
		expect(await send(`GET /api/health-records/${id}/`, colleague)).toMatchObject({ status: 404 });
		expect(await send("POST /api/health-records/", { ...doctor, body: record })).toMatchObject({ status: 403 });
	});

	it("hear of a new record, a comment and a new patient, and mark what they have read", async () => {
		await notified(doctor, "NEW_RECORD");
		const commented = await notified(patient, "COMMENT_ADDED");
		// By an admin: a doctor who assigns themself knows of it.
		expect(await assign(admin, colleague.doctorId)).toMatchObject({
			status: 200,
			body: { patient: { assigned_doctor: colleague.doctorId } },
		});
		await notified(colleague, "PATIENT_ASSIGNED");
		expect(await send("GET /api/health-records/my-patients/", doctor)).toMatchObject({
			status: 200,
			body: { count: 0 },
		});

		expect(await send(`POST /api/notifications/${commented}/read/`, colleague)).toMatchObject({ status: 404 });
		expect(await send(`POST /api/notifications/${commented}/read/`, patient)).toMatchObject({
			status: 200,
			body: { message: expect.any(String) },
		});
		expect(await send("POST /api/notifications/mark-all-read/", colleague)).toMatchObject({
			status: 200,
			body: { message: expect.stringContaining("1") },
		});
		for (const whom of [patient, colleague]) {
			const unread = await send("GET /api/notifications/?is_read=false&page_size=100", whom);
			expect(unread.body.results.map(({ id }: { id: number }) => id)).not.toContain(commented);
		}
	});
});
