import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { database } from "../../src/db/client.ts";
import { doctors } from "../../src/doctors/table.ts";
import { get, patch, post, put } from "../support/client.ts";
import { codesFor } from "../support/codes.ts";
import { DB } from "../support/database.ts";
import { createPatient, createUser, PASSWORD, sessionOf, type TestUser, unique } from "../support/factories.ts";

const PATH = "/api/auth/profile/";
let admin: TestUser;
beforeAll(async () => {
	admin = await createUser("admin");
});

const address = () => `${unique()}@example.org`;
const own = async () => sessionOf((await createPatient(admin)).username);
const move = (email: string, { token }: { token: string }) => patch(PATH, { email, current_password: PASSWORD }, token);

describe("an address that a clinic's own record has", () => {
	it.each<[string, () => Promise<TestUser>, (email: string) => Promise<unknown>]>([
		["patients", own, (email) => post("/api/patients/", { first_name: "Jon", email }, admin.token)],
		[
			"doctors",
			() => createUser("doctor"),
			(email) => database(env).insert(doctors).values({ firstName: "Jon", email }),
		],
	])("can become that of a login, and the record stays the clinic's: %s", async (table, login, record) => {
		const [user, email] = [await login(), address()];
		expect(await move(address(), user)).toMatchObject({ status: 200 });
		await record(email);
		const answer = await move(email, user);
		expect(answer).toMatchObject({ status: 200, body: { user: { email, email_verified: false } } });
		expect(answer.body.email).not.toBe(email);
		expect(await codesFor(email)).toHaveLength(1);
		const records = DB.prepare(`select first_name, user_id from ${table} where email = ?`).bind(email);
		expect((await records.all()).results).toEqual([{ first_name: "Jon", user_id: null }]);
	});
});

describe("an address that the clinic has written into the record of a patient with a login", () => {
	async function corrected() {
		const [former, email] = [address(), address()];
		const patient = await own();
		expect(await move(former, patient)).toMatchObject({ status: 200 });
		const edited = await patch(`/api/patients/${patient.patientId}/`, { email }, admin.token);
		expect(edited).toMatchObject({ status: 200, body: { email } });
		return { patient, former, email };
	}

	it("becomes the login's where the patient names it, with the password", async () => {
		const { patient, former, email } = await corrected();
		expect(await patch(PATH, { email }, patient.token)).toMatchObject({ status: 400 });
		expect((await get(PATH, patient.token)).body).toMatchObject({ email, user: { email: former } });
		expect(await move(email, patient)).toMatchObject({
			...{ status: 200, body: { email, user: { email, email_verified: false } } },
		});
		expect(await codesFor(email)).toHaveLength(1);
	});

	it("does not where a whole profile comes back as it was shown, which needs no password", async () => {
		const { patient, former, email } = await corrected();
		const { body } = await get(PATH, patient.token);
		expect(await put(PATH, { ...body, first_name: "Ada" }, patient.token)).toMatchObject({
			...{ status: 200, body: { first_name: "Ada", email, user: { first_name: "Ada", email: former } } },
		});
		expect(await codesFor(email)).toEqual([]);
	});
});
