import { beforeAll, describe, expect, it } from "vitest";
import { call, del, get, patch, post, put } from "../support/client.ts";
import { codesFor } from "../support/codes.ts";
import { DB } from "../support/database.ts";
import { createPatient, createUser, PASSWORD, signIn, type TestUser, unique } from "../support/factories.ts";
import { auditOf } from "../support/oidc.ts";

const PATH = "/api/auth/profile/";
let admin: TestUser;
beforeAll(async () => {
	admin = await createUser("admin");
});

const email = () => `${unique()}@example.org`;
const own = async (fields = {}) => signIn((await createPatient(admin, fields)).username);
const withProof = <T extends object>(body: T) => ({ ...body, current_password: PASSWORD });

describe("one's profile", () => {
	it("of a patient is the patient, with the user inside", async () => {
		const patient = await own({ last_name: "Roe", notes: "sleeps badly" });
		const { body } = await get(PATH, patient.token);
		expect(body).toMatchObject({
			id: patient.patientId,
			last_name: "Roe",
			notes: "sleeps badly",
			assigned_doctor: null,
		});
		expect(body.user).toMatchObject({ id: patient.id, username: patient.username, user_type: "patient" });
	});

	it("of a doctor is the doctor, with the user inside", async () => {
		const doctor = await createUser("doctor");
		const { body } = await get(PATH, doctor.token);
		expect(body).toMatchObject({ id: doctor.doctorId, first_name: "Dora", specialization: null });
		expect(body.user).toMatchObject({ id: doctor.id, user_type: "doctor" });
	});

	it.each(["admin", "staff", "user"] as const)("of %s is the user", async (role) => {
		const user = await createUser(role);
		const { body } = await get(PATH, user.token);
		expect(body).toMatchObject({ id: user.id, user: { id: user.id, user_type: role } });
	});

	it("of who was a doctor is not the doctor's any more", async () => {
		const doctor = await createUser("doctor");
		await patch(`/api/users/${doctor.id}/`, { roles: ["user"] }, admin.token);
		const { token } = await signIn(doctor.username);
		expect((await get(PATH, token)).body).toMatchObject({ id: doctor.id, roles: ["user"] });
	});

	it("of whose patient record was deleted is the user's, to read and to edit", async () => {
		const patient = await own();
		expect(await del(`/api/patients/${patient.patientId}/`, admin.token)).toMatchObject({ status: 204 });
		expect(await get(PATH, patient.token)).toMatchObject({
			...{ status: 200, body: { id: patient.id, username: patient.username, user: { id: patient.id } } },
		});
		for (const send of [patch, put]) {
			const sent = withProof({ first_name: "Ada", email: email() });
			const answer = await send(PATH, sent, patient.token);
			expect(answer).toMatchObject({ status: 200, body: { id: patient.id, user: { email: sent.email } } });
		}
		const record = DB.prepare("select first_name, email from patients where id = ?").bind(patient.patientId);
		expect(await record.first()).toEqual({ first_name: "Pat", email: null });
	});
});

describe("editing it", () => {
	it.each([put, patch])("changes the user and the profile alike, and leaves alone what is not named", async (send) => {
		const patient = await own({ last_name: "Roe" });
		const sent = { first_name: "Ada", phone_number: `+49${Date.now()}${unique().replace(/\D/g, "").slice(0, 4)}` };
		const { status, body } = await send(PATH, { ...sent, nationality: "Danish" }, patient.token);
		expect(status).toBe(200);
		expect(body).toMatchObject({ ...sent, last_name: "Roe", nationality: "Danish" });
		expect(body.user).toMatchObject({ ...sent, last_name: "Roe" });
		expect(await get(PATH, patient.token)).toMatchObject({ body });
	});

	it("of a doctor changes the doctor", async () => {
		const doctor = await createUser("doctor");
		const sent = { first_name: "Dana", last_name: "Reed", specialization: "cardiology" };
		const { body } = await put(PATH, sent, doctor.token);
		expect(body).toMatchObject({ ...sent, name: "Dana Reed", user: { first_name: "Dana", last_name: "Reed" } });
	});

	it("takes back the whole answer that it gave", async () => {
		for (const user of [
			await own({ blood_group: "O-", age: 40, timezone: "Europe/Oslo" }),
			await createUser("doctor"),
		]) {
			const { body } = await get(PATH, user.token);
			const again = await put(PATH, body, user.token);
			expect(again.status).toBe(200);
			const times = { updated_at: expect.any(String), version: expect.any(Number) };
			expect(again.body).toEqual({ ...body, ...times, user: { ...body.user, ...times } });
		}
	});

	it("cannot touch what the clinic writes, and changes nothing then", async () => {
		const patient = await own({ notes: "sleeps badly" });
		const answer = await put(PATH, { first_name: "Ada", notes: "sleeps well" }, patient.token);
		expect(answer).toMatchObject({ status: 403, body: { detail: "You may not change notes." } });
		expect((await get(PATH, patient.token)).body).toMatchObject({ first_name: "Pat", user: { first_name: "Pat" } });
	});

	it("grants nothing", async () => {
		const user = await createUser("user");
		const body = { roles: ["admin"], user_type: "admin", is_verified: true, requested_user_type: "admin" };
		const answer = await patch(PATH, { ...body, first_name: "Ada" }, user.token);
		expect(answer.body.user).toMatchObject({ roles: ["user"], is_verified: false, requested_user_type: null });
	});

	it("is audited by the names of the fields", async () => {
		const user = await createUser("user");
		await patch(PATH, { first_name: "Ada", gender: "F" }, user.token);
		const sql = "select fields from audit where action = 'profile.edit' and actor_id = ?";
		const row = await DB.prepare(sql).bind(user.id).first<{ fields: string }>();
		expect(JSON.parse(row?.fields ?? "")).toEqual(["first_name", "gender"]);
	});

	it("of a doctor is audited by what a doctor alone has too", async () => {
		const doctor = await createUser("doctor");
		const answer = await patch(PATH, { last_name: "Reed", specialization: "cardiology" }, doctor.token);
		const trail = await auditOf(answer);
		const fields = trail.flatMap((row): string[] => JSON.parse(String(row.fields)));
		expect([...new Set(fields)].sort()).toEqual(["last_name", "specialization"]);
		expect(JSON.stringify(trail)).not.toContain("cardiology");
	});

	it.each(["date_of_birth", "dob"])("takes no %s that is still to come", async (field) => {
		for (const { token } of [await own(), await createUser("user")]) {
			const answer = await patch(PATH, { [field]: "2999-01-01" }, token);
			expect(answer.status).toBe(400);
			expect(Object.keys(answer.body.errors)).toEqual([field]);
		}
	});
});

describe("another e-mail address", () => {
	it("needs the password", async () => {
		const user = await createUser("user");
		for (const proof of [{}, { current_password: "not mine at all 1" }]) {
			const answer = await patch(PATH, { email: email(), ...proof }, user.token);
			expect(answer.status).toBe(400);
			expect(Object.keys(answer.body.errors)).toEqual(["current_password"]);
		}
		expect((await get(PATH, user.token)).body.email).toBeNull();
	});

	it("cannot be had by guessing the password", async () => {
		const user = await createUser("user");
		const headers = { "CF-Connecting-IP": unique() };
		const attempt = (current_password: string) =>
			call("PATCH", PATH, { token: user.token, headers, body: { email: email(), current_password } });
		for (let i = 0; i < 10; i++) expect(await attempt("not mine at all 1")).toMatchObject({ status: 400 });
		const refused = await attempt(PASSWORD);
		expect(refused.status).toBe(429);
		expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(0);
	});

	it("counts as proven when its code comes back, and the old one's codes are worth nothing", async () => {
		const user = await own();
		const [former, next] = [email(), email()];
		await patch(PATH, withProof({ email: former }), user.token);
		await post("/api/auth/password/forget/", { email: former });
		const [reset, verify] = await codesFor(former);
		const { body } = await patch(PATH, withProof({ email: next }), user.token);
		expect(body).toMatchObject({ email: next, user: { email: next, email_verified: false } });
		for (const token of [reset, verify]) {
			const answers = [
				await post("/api/auth/verify-email/", { token }),
				await post("/api/auth/password/reset/", { token, new_password: `${PASSWORD}!` }),
			];
			expect(answers.map(({ status }) => status)).toEqual([400, 400]);
		}
		const [code] = await codesFor(next);
		expect(await post("/api/auth/verify-email/", { token: code })).toMatchObject({ status: 200 });
		expect((await get(PATH, user.token)).body.user).toMatchObject({ email: next, email_verified: true });
	});

	it("that is another's names the field", async () => {
		const taken = email();
		const other = await createUser("user");
		await patch(PATH, withProof({ email: taken }), other.token);
		const patient = await own();
		const answer = await patch(PATH, withProof({ email: taken }), patient.token);
		expect(answer).toMatchObject({ status: 409, body: { errors: { email: ["is already in use"] } } });
	});

	it("needs no password where it is the same", async () => {
		const user = await createUser("user");
		const address = email();
		await patch(PATH, withProof({ email: address }), user.token);
		expect(await patch(PATH, { email: address, first_name: "Ada" }, user.token)).toMatchObject({ status: 200 });
	});
});
