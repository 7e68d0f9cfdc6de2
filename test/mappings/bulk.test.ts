import { env } from "cloudflare:workers";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { database } from "../../src/db/client.ts";
import { patients } from "../../src/patients/table.ts";
import { del, get, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createUser, type TestUser } from "../support/factories.ts";
import { arrived } from "../support/inbox.ts";
import { overtakenBy } from "../support/races.ts";
import { workOf } from "../support/work.ts";

const NOBODY = 999_999_999;

let admin: TestUser;
beforeAll(async () => {
	admin = await createUser("admin");
});
afterEach(() => vi.restoreAllMocks());

/** Records without a login, of an owner. */
async function ward(owner: TestUser, size: number): Promise<number[]> {
	const ids: number[] = [];
	// A statement takes a hundred parameters.
	for (let from = 0; from < size; from += 4) {
		const people = Array.from({ length: Math.min(4, size - from) }, () => ({ ownerId: owner.id, firstName: "Pat" }));
		const rows = await database(env).insert(patients).values(people).returning({ id: patients.id });
		ids.push(...rows.map(({ id }) => id));
	}
	return ids;
}

const map = (by: TestUser, doctor: TestUser, wanted: number[], more = {}) =>
	post("/api/mappings/bulk/", { doctor: doctor.doctorId, patients: wanted, ...more }, by.token);
const one = (by: TestUser, doctor: TestUser, patient: number) =>
	post("/api/mappings/", { patient, doctor: doctor.doctorId }, by.token);
const mapped = async (doctor: TestUser) =>
	(await get(`/api/mappings/?doctor=${doctor.doctorId}&page_size=1`, admin.token)).body.count as number;

/** What of the outcome does not depend on ids. */
const gist = ({ results }: { results: { status: string; mapping_status: string | null; reason?: string }[] }) =>
	results.map(({ status, mapping_status, reason }) => [status, mapping_status, reason]);

const trail = async (patientIds: number[]) => {
	const sql = `select action, actor_id, patient_id, entity_id from audit where entity = 'mapping'
		and patient_id in (select value from json_each(?)) order by patient_id`;
	return (await DB.prepare(sql).bind(JSON.stringify(patientIds)).all()).results;
};

describe("a doctor for many patients", () => {
	it("is mapped to each as by a single call: audited, told, and seen with the next request", async () => {
		const [owner, doctor] = [await createUser("user"), await createUser("doctor")];
		const ids = await ward(owner, 3);
		const details = { relationship_type: "temporary", referral_source: "Dr. Reed", established_on: "2026-01-31" };
		const { status, body } = await map(admin, doctor, ids, details);
		expect(status).toBe(200);
		expect(body.counts).toEqual({ created: 3, would_create: 0, exists: 0, rejected: 0 });
		expect(body.results).toHaveLength(3);
		for (const [index, result] of body.results.entries()) {
			const { mapping } = result;
			expect(result).toMatchObject({ index, patient: ids[index], status: "created", mapping_status: "active" });
			expect(mapping).toMatchObject({ ...details, patient: ids[index], doctor: doctor.doctorId, version: 1 });
			expect((await get(`/api/mappings/${mapping.id}/?by=mapping`, admin.token)).body).toEqual(mapping);
			expect(await get(`/api/patients/${ids[index]}/`, doctor.token)).toMatchObject({ status: 200 });
		}
		expect(await trail(ids)).toEqual(
			body.results.map(({ patient, mapping }: { patient: number; mapping: { id: number } }) => ({
				...{ action: "mapping.start", actor_id: admin.id, patient_id: patient, entity_id: String(mapping.id) },
			})),
		);
		const told = (await arrived(doctor.token, 3)).map(({ notification_type: type, data }) => [type, data.patient_id]);
		expect(told.toSorted()).toEqual(ids.map((id) => ["PATIENT_ASSIGNED", id]).toSorted());
		expect(await arrived(owner.token, 3)).toHaveLength(3);
	});

	it("again is harmless, and nobody is told twice", async () => {
		const [owner, doctor] = [await createUser("user"), await createUser("doctor")];
		const ids = await ward(owner, 2);
		const first = (await map(owner, doctor, ids)).body;
		const { body } = await map(owner, doctor, ids, { notes: "other" });
		expect(body.counts).toEqual({ created: 0, would_create: 0, exists: 2, rejected: 0 });
		expect(body.results.map(({ mapping }: { mapping: object }) => mapping)).toEqual(
			first.results.map(({ mapping }: { mapping: object }) => mapping),
		);
		expect(await trail(ids)).toHaveLength(2);
		expect(await arrived(doctor.token, 2)).toHaveLength(2);
	});

	it("one who cannot be mapped holds up nobody, and is refused as alone", async () => {
		const [owner, doctor, other] = [await createUser("user"), await createUser("doctor"), await createUser("user")];
		const [mine = 0, known = 0] = await ward(owner, 2);
		const [foreign = 0] = await ward(other, 1);
		await one(owner, doctor, known);
		const { body } = await map(owner, doctor, [foreign, mine, NOBODY, known, mine]);
		const { message } = (await one(owner, doctor, foreign)).body;
		const reason = message.replace("patient: ", "");
		expect(gist(body)).toEqual([
			["rejected", null, reason],
			["created", "active", undefined],
			["rejected", null, reason],
			["exists", "active", undefined],
			["exists", "active", undefined],
		]);
		expect(body.results[0]).toMatchObject({ field: "patient", mapping: null });
		expect(body.counts).toEqual({ created: 1, would_create: 0, exists: 2, rejected: 2 });
	});

	it("waits for consent where one would, begins again what has ended, and rests where it was declined", async () => {
		const [owner, doctor] = [await createUser("user"), await createUser("doctor")];
		const [fresh = 0, ended = 0, declined = 0, waiting = 0] = await ward(owner, 4);
		const start = async (by: TestUser, id: number) => (await one(by, doctor, id)).body.id as number;
		await del(`/api/mappings/${await start(owner, ended)}/`, owner.token);
		await post(`/api/mappings/${await start(doctor, declined)}/decline/`, {}, owner.token);
		await start(doctor, waiting);
		const all = [fresh, ended, declined, waiting];
		const rest = (await one(doctor, doctor, declined)).body.detail;
		const wishes = [
			["created", "pending", undefined],
			["created", "pending", undefined],
			["rejected", null, rest],
			["exists", "pending", undefined],
		];
		const planned = await map(doctor, doctor, all, { dry_run: true });
		expect(gist(planned.body)).toEqual(
			wishes.map(([status, ...other]) => [status === "created" ? "would_create" : status, ...other]),
		);
		expect(gist((await map(doctor, doctor, all)).body)).toEqual(wishes);
		expect(gist((await map(owner, doctor, all)).body)).toEqual([
			["exists", "pending", undefined],
			["exists", "pending", undefined],
			["created", "active", undefined],
			["exists", "pending", undefined],
		]);
	});

	it("who is no doctor here is mapped to nobody", async () => {
		const owner = await createUser("user");
		const { status, body } = await map(owner, { ...owner, doctorId: NOBODY }, await ward(owner, 2));
		expect(status).toBe(200);
		expect(gist(body)).toEqual(Array(2).fill(["rejected", null, "is not a doctor here"]));
		expect(body.results[0].field).toBe("doctor");
	});

	it.each([
		["patients", []],
		["patients", Array.from({ length: 201 }, (_, index) => index + 1)],
		["patients.1", [1, "Jon"]],
	])("takes one to 200 ids: %s", async (field, ids) => {
		const { status, body } = await post("/api/mappings/bulk/", { doctor: 1, patients: ids }, admin.token);
		expect([status, Object.keys(body.errors)]).toEqual([400, [field]]);
	});
});

describe("a dry run", () => {
	it("foretells what happens, and changes nothing", async () => {
		const [owner, doctor] = [await createUser("user"), await createUser("doctor")];
		const ids = await ward(owner, 3);
		await one(owner, doctor, ids[0] ?? 0);
		const wanted = [...ids, NOBODY];
		const planned = (await map(owner, doctor, wanted, { dry_run: true })).body;
		expect(planned.counts).toEqual({ created: 0, would_create: 2, exists: 1, rejected: 1 });
		expect(await mapped(doctor)).toBe(1);
		expect(await trail(ids)).toHaveLength(1);
		const done = (await map(owner, doctor, wanted)).body;
		expect(gist(done)).toEqual(
			gist(planned).map(([status, ...other]) => [status === "would_create" ? "created" : status, ...other]),
		);
	});
});

describe("two hundred patients", () => {
	it("are mapped by a few transactions, far below what one request may ask of the database", async () => {
		const [owner, doctor] = [await createUser("user"), await createUser("doctor")];
		const ids = await ward(owner, 200);
		const { statements, transactions } = await workOf("", async () => {
			expect((await map(admin, doctor, ids)).body.counts.created).toBe(200);
		});
		expect(await mapped(doctor)).toBe(200);
		// A statement for each, and the audit rows and the events of a portion by one each.
		expect(transactions).toEqual([52, 52, 52, 52]);
		expect(statements.length).toBeLessThan(220);
		const again = await workOf("", () => map(admin, doctor, ids));
		expect(again.transactions).toEqual([]);
	});

	it("of whom somebody else maps some at the same moment are each mapped once", async () => {
		const [owner, doctor] = [await createUser("user"), await createUser("doctor")];
		const ids = await ward(owner, 6);
		const [first = 0] = ids;
		const answer = await overtakenBy(
			() => one(owner, doctor, first),
			() => map(admin, doctor, ids),
		);
		expect(answer.body.counts).toEqual({ created: 5, would_create: 0, exists: 1, rejected: 0 });
		expect(await trail(ids)).toHaveLength(6);

		const both = await Promise.all([map(admin, doctor, ids), map(owner, doctor, ids)]);
		expect(both.map(({ body }) => body.counts.exists)).toEqual([6, 6]);
	});

	it("asked for twice at once are each mapped once", async () => {
		const [owner, doctor] = [await createUser("user"), await createUser("doctor")];
		const ids = await ward(owner, 60);
		const answers = await Promise.all([1, 2, 3].map(() => map(admin, doctor, ids)));
		const created = answers.reduce((sum, { body }) => sum + body.counts.created, 0);
		expect(created).toBe(60);
		for (const { body } of answers) expect(body.counts.created + body.counts.exists).toBe(60);
		expect(await trail(ids)).toHaveLength(60);
	});

	it("a doctor who leaves at that very moment is mapped to nobody", async () => {
		const [owner, doctor] = [await createUser("user"), await createUser("doctor")];
		const ids = await ward(owner, 3);
		const leave = () => del(`/api/doctors/${doctor.doctorId}/`, admin.token);
		const { body } = await overtakenBy(leave, () => map(admin, doctor, ids));
		expect(gist(body)).toEqual(Array(3).fill(["rejected", null, "is not a doctor here"]));
		expect(await trail(ids)).toEqual([]);
	});
});
