import { beforeAll, describe, expect, it } from "vitest";
import { A_TOKEN, freshServer } from "./fresh-server.ts";

const { send, refreshed } = freshServer("127.0.0.1");

const register = '{"username":"ab","email":"a@b.com","password":"StrongPass123!"}';
const login = '{"username":"ab","password":"StrongPass123!"}';
const patient = '{"first_name":"Jon","last_name":"Doe","email":"jon@example.com","dob":"1990-01-01","notes":"N/A"}';
const doctor = '{"first_name":"Alice","last_name":"Smith","email":"alice@clinic.com","specialization":"Cardiology"}';
const mapping = '{"patient":1,"doctor":2}';

const JON = { id: 1, first_name: "Jon", last_name: "Doe", email: "jon@example.com", dob: "1990-01-01", notes: "N/A" };
const ALICE = { id: 2, first_name: "Alice", last_name: "Smith", specialization: "Cardiology" };
const idsOf = ({ body }: { body: { results: { id: number }[] } }) => body.results.map(({ id }) => id).sort();

describe("seed 4: a name and a password, and patients of one's own", () => {
	/** Somebody else, whom nothing of this concerns. */
	let stranger: string;
	beforeAll(async () => {
		const body = register.replace("ab", "cd").replace("a@b.com", "c@d.com");
		stranger = `Bearer ${(await send("POST /api/auth/register/", { body })).body.access}`;
		// The first doctor of all: the printed one is the second.
		const first = doctor.replace("Alice", "Bob").replace("alice@", "bob@");
		const created = await send("POST /api/doctors/", { authorization: stranger, body: first });
		expect(created).toMatchObject({ status: 201, body: { id: 1 } });
	});

	let authorization: string;
	it("registers, signs in and refreshes", async () => {
		expect(await send("POST /api/auth/register/", { body: register })).toMatchObject({
			status: 201,
			body: { username: "ab", email: "a@b.com", user_type: "user" },
		});
		const signedIn = await send("POST /api/auth/login/", { body: login });
		expect(signedIn).toMatchObject({ status: 200, body: { access: A_TOKEN, refresh: A_TOKEN } });
		authorization = `Bearer ${await refreshed("/api/auth/refresh/", signedIn.body.refresh)}`;
	});

	it("creates a patient, lists, reads and edits it; another user finds nobody", async () => {
		expect(await send("POST /api/patients/", { authorization, body: patient })).toMatchObject({
			status: 201,
			body: JON,
		});
		expect(await send("GET /api/patients/", { authorization })).toMatchObject({
			status: 200,
			body: { count: 1, results: [JON] },
		});
		expect(await send("GET /api/patients/1/", { authorization })).toMatchObject({ status: 200, body: JON });
		const edit = { authorization, body: patient.replace("N/A", "None") };
		expect(await send("PUT /api/patients/1/", edit)).toMatchObject({ status: 200, body: { ...JON, notes: "None" } });
		const again = await send("POST /api/patients/", { authorization, body: patient });
		expect(again).toMatchObject({ status: 409, body: { errors: { email: [expect.any(String)] } } });

		const other = { authorization: stranger };
		expect(await send("GET /api/patients/", other)).toMatchObject({ status: 200, body: { count: 0 } });
		for (const method of ["GET", "DELETE"])
			expect(await send(`${method} /api/patients/1/`, other)).toMatchObject({ status: 404 });
		expect(await send("PUT /api/patients/1/", { ...edit, ...other })).toMatchObject({ status: 404 });
	});

	it("creates a doctor and edits it; everybody lists and reads it, and only who created it writes", async () => {
		const created = await send("POST /api/doctors/", { authorization, body: doctor });
		expect(created).toMatchObject({ status: 201, body: { ...ALICE, email: "alice@clinic.com" } });
		for (const call of [{}, { authorization }, { authorization: stranger }]) {
			const list = await send("GET /api/doctors/", call);
			expect([list.status, idsOf(list)]).toEqual([200, [1, 2]]);
			expect(await send("GET /api/doctors/2/", call)).toMatchObject({ status: 200, body: ALICE });
		}
		const edit = { authorization, body: doctor.replace("Cardiology", "Neurology") };
		expect(await send("PUT /api/doctors/2/", edit)).toMatchObject({
			status: 200,
			body: { specialization: "Neurology" },
		});
		expect(await send("PUT /api/doctors/2/", { body: edit.body })).toMatchObject({ status: 401 });
		expect(await send("PUT /api/doctors/2/", { ...edit, authorization: stranger })).toMatchObject({ status: 403 });
		const again = await send("POST /api/doctors/", { authorization, body: doctor });
		expect(again).toMatchObject({ status: 409, body: { errors: { email: [expect.any(String)] } } });
	});

	it("assigns doctors to its patient at once, lists them, and removes one", async () => {
		// Two others before, so that the printed one is the third: of the first doctor, and of a second patient.
		const other = patient.replace("jon@", "jane@");
		expect(await send("POST /api/patients/", { authorization, body: other })).toMatchObject({ body: { id: 2 } });
		for (const body of ['{"patient":1,"doctor":1}', '{"patient":2,"doctor":2}'])
			expect(await send("POST /api/mappings/", { authorization, body })).toMatchObject({ status: 201 });

		expect(await send("POST /api/mappings/", { authorization, body: mapping })).toMatchObject({
			status: 201,
			body: { id: 3, patient: 1, doctor: 2, status: "active" },
		});
		expect(await send("POST /api/mappings/", { authorization, body: mapping })).toMatchObject({ status: 409 });
		expect(idsOf(await send("GET /api/mappings/", { authorization }))).toEqual([1, 2, 3]);
		const doctorsOfJon = async () => {
			const { status, body } = await send("GET /api/mappings/1/", { authorization });
			expect(status).toBe(200);
			return body.results.map((one: { doctor: number }) => one.doctor).sort();
		};
		expect(await doctorsOfJon()).toEqual([1, 2]);

		const call = { authorization: stranger };
		expect(await send("GET /api/mappings/", call)).toMatchObject({ status: 200, body: { count: 0 } });
		expect(await send("GET /api/mappings/1/", call)).toMatchObject({ status: 404 });
		expect(await send("POST /api/mappings/", { ...call, body: mapping })).toMatchObject({ status: 400 });
		expect(await send("DELETE /api/mappings/3/", call)).toMatchObject({ status: 404 });

		expect(await send("DELETE /api/mappings/3/", { authorization })).toEqual({ status: 204, body: null });
		expect(await doctorsOfJon()).toEqual([1]);
	});

	it("deletes its doctor and its patient", async () => {
		expect(await send("DELETE /api/doctors/2/", { authorization: stranger })).toMatchObject({ status: 403 });
		for (const path of ["/api/doctors/2/", "/api/patients/1/"]) {
			expect(await send(`DELETE ${path}`, { authorization })).toEqual({ status: 204, body: null });
			expect(await send(`GET ${path}`, { authorization })).toMatchObject({ status: 404 });
		}
	});
});
