import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { afterEach, describe, expect, it, vi } from "vitest";
import { users } from "../../src/accounts/table.ts";
import { database } from "../../src/db/client.ts";
import { patients } from "../../src/patients/table.ts";
import { newThings } from "../contract/scene.ts";
import { newBedside } from "../support/bedside.ts";
import { call, del, get, post } from "../support/client.ts";
import { Pages } from "../support/console.ts";
import { DB } from "../support/database.ts";
import { createDevice, createPatient, unique } from "../support/factories.ts";
import { monitorOf } from "../support/monitor.ts";
import { type Circle, newCircle } from "../support/relations.ts";
import { nextTransactionFails, transactionsFail } from "../support/statements.ts";
import { upload } from "../support/uploads.ts";

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

/** Every row of the database in which a text stands, as table and row. */
async function rowsWith(text: string): Promise<string[]> {
	const { results } = await DB.prepare(
		"select name from sqlite_master where type = 'table' and name not like '\\_%' escape '\\' and name not like 'sqlite%'",
	).all<{ name: string }>();
	const found: string[] = [];
	for (const { name } of results) {
		const rows = (await DB.prepare(`select * from "${name}"`).all()).results.map((row) => JSON.stringify(row));
		found.push(...rows.filter((row) => row.includes(text)).map((row) => `${name}: ${row}`));
	}
	return found;
}

/** A patient with everything there is, of whom every text has a word that nobody else has. */
async function newPatient() {
	const word = `Gone${unique()}`;
	const circle = await newCircle({ first_name: word, last_name: word, email: `${word}@ward.example`, notes: word });
	const { admin, self } = circle.people;
	const doctor = circle.people["mapped doctor"];
	await newThings(circle.patient, { self: self.id, doctor: doctor.id });
	const device = await createDevice(admin, circle.patient);
	const readings = [70, 71, 72].map((heart_rate, second) => ({ heart_rate, recorded_at: 1_769_860_800_000 + second }));
	expect(await post("/api/heart-rate/", { readings }, device.token)).toMatchObject({ status: 200 });
	expect(await upload(`/api/patients/${circle.patient}/files/`, self.token)).toMatchObject({ status: 201 });
	return { circle, word, device };
}

const erase = ({ patient, people }: Circle) => post(`/api/patients/${patient}/erase/`, undefined, people.admin.token);
const remove = ({ patient, people }: Circle) => del(`/api/patients/${patient}/`, people.admin.token);

const receiptOf = async (requestId: string) => {
	const receipt = DB.prepare("select action, patient_id, fields from audit where request_id = ?").bind(requestId);
	return (await receipt.all<{ action: string; patient_id: number; fields: string }>()).results;
};

describe("an erased patient", () => {
	it("is nowhere any more: rows, files, object, login", async () => {
		const { circle, word, device } = await newPatient();
		const keys = await DB.prepare("select key from files where patient_id = ?")
			.bind(circle.patient)
			.all<{ key: string }>();
		const stored = async () => (await Promise.all(keys.results.map(({ key }) => env.FILES.head(key)))).filter(Boolean);
		expect(await stored()).toHaveLength(1);
		expect(await rowsWith(word)).not.toEqual([]);
		expect(await remove(circle)).toMatchObject({ status: 204 });
		const { status, body } = await erase(circle);
		expect([status, body.patient]).toEqual([200, circle.patient]);

		expect(await rowsWith(word)).toEqual([]);
		expect(await stored()).toEqual([]);
		const left = await runInDurableObject(monitorOf(env, circle.patient), (_, { storage }) =>
			["devices", "chunks", "days", "alert_episodes", "timers", "transitions", "outbox", "audit_notes"].map((table) => {
				const count = storage.sql.exec<{ n: number }>(`select count(*) as n from ${table}`).one().n;
				return [table, count];
			}),
		);
		expect(left.filter(([, count]) => count !== 0)).toEqual([]);
		expect(await post("/api/heart-rate/", { heart_rate: 70 }, device.token)).toMatchObject({ status: 404 });
		const { self } = circle.people;
		expect(await get("/api/auth/profile/", self.token)).toMatchObject({ status: 401 });
		const login = { username: self.username, password: "correct horse battery 9" };
		expect(await post("/api/auth/login/", login)).toMatchObject({ status: 401 });
	});

	it("leaves a receipt in the audit trail, and what was noted of them before, without an address of theirs", async () => {
		const { circle } = await newPatient();
		await remove(circle);
		const { body } = await erase(circle);
		expect(body.erased).toMatchObject({ readings: 3, devices: 2, records: 1, patient: 1, accounts: 1 });
		const [receipt, ...more] = await receiptOf(body.request_id);
		expect(more).toEqual([]);
		expect(receipt).toMatchObject({ action: "patient.erase", patient_id: circle.patient });
		expect(JSON.parse(receipt?.fields ?? "")).toEqual(
			expect.arrayContaining(["readings: 3", "records: 1", "patient: 1"]),
		);
		const trail = await DB.prepare("select action from audit where patient_id = ? order by id")
			.bind(circle.patient)
			.all();
		expect(trail.results.map(({ action }) => action)).toEqual(
			expect.arrayContaining(["patient.create", "patient.erase"]),
		);
		const own = DB.prepare("select count(*) as n from audit where actor_id = ? and address is not null");
		expect(await own.bind(circle.people.self.id).first("n")).toBe(0);
	});

	it("takes nothing along that is another's", async () => {
		const [gone, other] = [await newPatient(), await newPatient()];
		const before = (await rowsWith(other.word)).length;
		await remove(gone.circle);
		await erase(gone.circle);
		expect(await rowsWith(other.word)).toHaveLength(before);
		const { admin } = other.circle.people;
		const readings = await get(`/api/heart-rate/?patient=${other.circle.patient}`, admin.token);
		expect(readings.body.count).toBe(3);
	});

	it("keeps the login that is there for more: who keeps another patient's record", async () => {
		const { circle } = await newPatient();
		const { self, admin } = circle.people;
		const other = await createPatient(admin);
		await database(env).update(patients).set({ ownerId: self.id }).where(eq(patients.id, other.id));
		await remove(circle);
		expect((await erase(circle)).body.erased.accounts).toBe(0);
		expect(await get("/api/auth/profile/", self.token)).toMatchObject({ status: 200 });
	});

	it("takes the mails along that waited for them, or that nobody could send", async () => {
		const { circle } = await newPatient();
		const { self } = circle.people;
		const to = `${unique()}@example.org`;
		const body = JSON.stringify({
			type: "mail.notice",
			event_id: unique(),
			user_id: self.id,
			notice: "email_changed",
			to,
		});
		await DB.prepare("insert into dead_letters (queue, message_id, body, created_at) values ('q', ?, ?, 0)")
			.bind(unique(), body)
			.run();
		expect(await rowsWith(to)).toHaveLength(1);
		await remove(circle);
		await erase(circle);
		expect(await rowsWith(to)).toEqual([]);
	});

	it("is not among what can be restored any more, as soon as it has begun", async () => {
		const { circle, word } = await newPatient();
		vi.spyOn(console, "error").mockImplementation(() => {});
		const fail = () => nextTransactionFails();
		const { admin } = circle.people;
		const device = await createDevice(admin, circle.patient);
		await del(`/api/devices/${device.id}/`, admin.token);
		await remove(circle);
		const pages = new Pages(admin);
		const restorable = async () => {
			const { text } = await pages.get(`/admin/deleted?search=${word}`);
			return [`device/${device.id}`, `patient/${circle.patient}`].filter((thing) => text.includes(`/${thing}/restore`));
		};
		expect(await restorable()).toHaveLength(2);
		fail();
		expect(await erase(circle)).toMatchObject({ status: 500 });
		expect(await restorable()).toEqual([]);
		await erase(circle);
		expect(await restorable()).toEqual([]);
	});

	it("whose login's number somebody has taken for a name is erased all the same", async () => {
		const { circle } = await newPatient();
		await database(env)
			.insert(users)
			.values({ username: `erased-${circle.people.self.id}`, roles: [] });
		await remove(circle);
		expect(await erase(circle)).toMatchObject({ status: 200 });
	});

	it("leaves in the trail also what was done to them that the trail had not heard of yet", async () => {
		const { admin, patient, token, beat } = await newBedside();
		await beat(0, 1, 70);
		const failing = transactionsFail();
		expect(await del(`/api/heart-rate/?patient=${patient.id}`, await token())).toMatchObject({ status: 200 });
		failing.restore();
		await del(`/api/patients/${patient.id}/`, await token());
		expect(await post(`/api/patients/${patient.id}/erase/`, undefined, await token())).toMatchObject({ status: 200 });
		const trail = await get(`/api/audit/?patient=${patient.id}&actor=${admin.id}`, await token());
		const actions = trail.body.results.map(({ action }: { action: string }) => action);
		expect(actions).toEqual(expect.arrayContaining(["patient.erase", "patient.delete", "patient.erase-readings"]));
	});

	it("keeps the login that is there for more: who works here", async () => {
		const { circle } = await newPatient();
		const { self } = circle.people;
		await database(env)
			.update(users)
			.set({ roles: ["patient", "staff"] })
			.where(eq(users.id, self.id));
		await remove(circle);
		expect((await erase(circle)).body.erased.accounts).toBe(0);
		const user = await database(env).select().from(users).where(eq(users.id, self.id)).get();
		expect(user).toMatchObject({ username: self.username, isActive: true });
	});
});

describe("an erasure", () => {
	it("is for admins, and only of who was deleted", async () => {
		const { circle } = await newPatient();
		for (const who of ["staff", "owner", "self", "mapped doctor"] as const)
			expect(await post(`/api/patients/${circle.patient}/erase/`, undefined, circle.people[who].token)).toMatchObject({
				status: 403,
			});
		expect(await erase(circle)).toMatchObject({ status: 409, body: { detail: "Delete the patient first." } });
		expect(await get(`/api/patients/${circle.patient}/`, circle.people.admin.token)).toMatchObject({ status: 200 });
		expect(await erase({ ...circle, patient: 999_999_999 })).toMatchObject({ status: 404 });
	});

	it("happens once", async () => {
		const { circle } = await newPatient();
		await remove(circle);
		expect(await erase(circle)).toMatchObject({ status: 200 });
		expect(await erase(circle)).toMatchObject({ status: 404 });
		expect(
			await call("POST", `/api/patients/${circle.patient}/restore/`, { token: circle.people.admin.token }),
		).toMatchObject({
			status: 404,
		});
	});

	it.each([
		["the files cannot be deleted", () => vi.spyOn(env.FILES, "delete").mockRejectedValueOnce(new Error("R2 is away"))],
		["the rows cannot be deleted", () => nextTransactionFails()],
	])("that stopped because %s is gone on with, and cannot be taken back", async (_, fail) => {
		const { circle, word } = await newPatient();
		const { admin } = circle.people;
		await remove(circle);
		vi.spyOn(console, "error").mockImplementation(() => {});
		fail();
		expect(await erase(circle)).toMatchObject({ status: 500 });
		expect(await post(`/api/patients/${circle.patient}/restore/`, undefined, admin.token)).toMatchObject({
			status: 404,
		});
		const { status, body } = await erase(circle);
		expect([status, body.erased.patient]).toEqual([200, 1]);
		expect(await rowsWith(word)).toEqual([]);
		expect(await database(env).select().from(patients).where(eq(patients.id, circle.patient))).toEqual([]);
	});
});
