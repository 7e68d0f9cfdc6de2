import { env } from "cloudflare:workers";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { database } from "../../src/db/client.ts";
import { recordSchema } from "../../src/records/schema.ts";
import { recordComments, records } from "../../src/records/table.ts";
import { call, get, post } from "../support/client.ts";
import { createUser, endMappings, mapDoctor, newPhone, type TestUser } from "../support/factories.ts";
import { type Circle, newCircle } from "../support/relations.ts";
import { statementsOf } from "../support/work.ts";
import { byDoctor, byPatient, HEALTH_RECORDS, RECORDS } from "./scene.ts";

afterEach(() => vi.restoreAllMocks());

// Each test only reads: one circle serves them all.
let circle: Circle;
beforeAll(async () => {
	circle = await newCircle();
	await byPatient(circle, { title: "Ankle", visit_date: "2025-01-10T10:00:00Z", record_type: "EMERGENCY" });
	await byPatient(circle, { title: "Blood", visit_date: "2025-03-10T10:00:00Z", description: "the 100% sample" });
	await byDoctor(circle, { title: "Cough", visit_date: "2025-02-10T23:30:00Z", diagnosis: "Bronchitis" });
});

const titles = async (path: string, token: string): Promise<string[]> =>
	(await get(path, token)).body.results.map(({ title }: { title: string }) => title);

describe.each([HEALTH_RECORDS, RECORDS])("the list at %s", (door) => {
	it.each([
		["", ["Blood", "Cough", "Ankle"]],
		["ordering=visit_date", ["Ankle", "Cough", "Blood"]],
		["ordering=-title", ["Cough", "Blood", "Ankle"]],
		["ordering=id", ["Ankle", "Blood", "Cough"]],
		["record_type=emergency", ["Ankle"]],
		["record_type=LAB_RESULT", []],
		["from=2025-02-10", ["Blood", "Cough"]],
		["to=2025-02-10", ["Cough", "Ankle"]],
		["to=2025-02-10T23:29:59Z", ["Ankle"]],
		["from=2025-02-01T00:00:00Z&to=2025-02-28", ["Cough"]],
		["search=ANKLE", ["Ankle"]],
		["search=100%25", ["Blood"]],
		["search=bronch", ["Cough"]],
		["page_size=2&page=2", ["Ankle"]],
	])("with %s: %j", async (query, found) => {
		expect(await titles(`${door}?${query}`, circle.people.self.token)).toEqual(found);
		expect(await titles(`${door}?patient=${circle.patient}&${query}`, circle.people.admin.token)).toEqual(found);
	});

	it("by author", async () => {
		const { self, "mapped doctor": doctor } = circle.people;
		expect(await titles(`${door}?created_by=${doctor.id}`, self.token)).toEqual(["Cough"]);
		expect(await titles(`${door}?created_by=${self.id}`, doctor.token)).toEqual(["Blood", "Ankle"]);
	});

	it("counts and links its pages", async () => {
		const { body } = await get(`${door}?page_size=2`, circle.people.self.token);
		expect(body).toMatchObject({ count: 3, next: expect.stringContaining("page=2"), previous: null });
	});

	it("as CSV says the same, in the order of ids, to the same people", async () => {
		const { body } = await get(`${door}?format=csv`, circle.people.self.token);
		const [header, ...lines] = body.trim().split("\r\n");
		expect(header).toBe(
			Object.keys(recordSchema.shape)
				.map((name) => `"${name}"`)
				.join(","),
		);
		expect(lines.map((line: string) => /Ankle|Blood|Cough/.exec(line)?.[0])).toEqual(["Ankle", "Blood", "Cough"]);
		const other = await call("GET", door, {
			token: circle.people["other patient"].token,
			headers: { Accept: "text/csv" },
		});
		expect(other.body.trim().split("\r\n")).toHaveLength(1);
	});

	it.each([
		["record_type=VISIT", "record_type"],
		["patient=me", "patient"],
		["from=yesterday", "from"],
		["ordering=diagnosis", "ordering"],
		["created_by=0", "created_by"],
	])("refuses %s", async (query, field) => {
		const { status, body } = await get(`${door}?${query}`, circle.people.self.token);
		expect(status).toBe(400);
		expect(Object.keys(body.errors)).toEqual([field]);
	});
});

describe("a doctor's patients", () => {
	const PATH = `${HEALTH_RECORDS}my-patients/`;

	it("are those who are mapped, with the sum of their records", async () => {
		const phone_number = newPhone();
		const { people, patient } = await newCircle({
			...{ first_name: "Ada", last_name: "Byron", phone_number, blood_type: "o-" },
		});
		const doctor = people["mapped doctor"];
		const row = { id: patient, name: "Ada Byron", email: null, phone: phone_number, blood_type: "O-" };
		const none = { ...row, total_records: 0, last_visit: null };
		expect((await get(PATH, doctor.token)).body).toEqual({ count: 1, next: null, previous: null, results: [none] });
		const there = { patient, people } as Circle;
		await byPatient(there, { visit_date: "2025-05-28T10:00:00Z" });
		await byDoctor(there, { visit_date: "2025-04-28T10:00:00Z" });
		const { id } = await byDoctor(there, { visit_date: "2025-06-28T10:00:00Z" });
		await call("DELETE", `${RECORDS}${id}/`, { token: doctor.token });
		const two = { ...row, total_records: 2, last_visit: "2025-05-28T10:00:00.000Z" };
		expect((await get(PATH, doctor.token)).body.results).toEqual([two]);
		await endMappings(patient);
		expect((await get(PATH, doctor.token)).body.count).toBe(0);
	});

	it("are not those whom the doctor only owns", async () => {
		const doctor = await createUser("doctor");
		await post("/api/patients/", { first_name: "Jon" }, doctor.token);
		expect((await get(PATH, doctor.token)).body.count).toBe(0);
	});

	it.each([
		["ordering=-total_records", ["Bo", "Al"]],
		["ordering=name", ["Al", "Bo"]],
		["ordering=last_visit", ["Al", "Bo"]],
		["search=bo", ["Bo"]],
	])("with %s: %j", async (query, found) => {
		const [one, two] = [
			await newCircle({ first_name: "Al", last_name: "" }),
			await newCircle({ first_name: "Bo", last_name: "" }),
		];
		await byPatient(two);
		const doctor = await createUser("doctor");
		for (const { patient } of [one, two]) await mapDoctor(doctor, patient);
		const { results } = (await get(`${PATH}?${query}`, doctor.token)).body;
		expect(results.map(({ name }: { name: string }) => name)).toEqual(found.map((name) => expect.stringMatching(name)));
	});

	it.each(["admin", "staff", "owner", "self"] as const)("are not for %s", async (relation) => {
		expect(await get(PATH, circle.tokenOf(relation))).toMatchObject({ status: 403 });
	});
});

describe("the work of a list", () => {
	/** How many statements the request takes. */
	const statements = (path: string, token: string) =>
		statementsOf(async () => expect((await get(path, token)).status).toBe(200));

	/** More records, with comments, as if they had been written one by one. */
	async function twentyRecords({ patient, people }: Circle) {
		const values = { patientId: patient, recordType: "CHECKUP", title: "x", visitDate: new Date() } as const;
		const rows = Array.from({ length: 20 }, () => ({
			...values,
			createdBy: people.self.id,
			authorRole: "patient" as const,
		}));
		for (const row of rows) {
			const [record] = await database(env).insert(records).values(row).returning();
			await database(env)
				.insert(recordComments)
				.values({ recordId: record?.id ?? 0, authorId: people.admin.id, comment: "x" });
		}
	}

	it("is the same for one record and for twenty", async () => {
		const there = await newCircle();
		const { id } = await byPatient(there);
		const { token } = there.people["mapped doctor"];
		const paths = [HEALTH_RECORDS, RECORDS, `${RECORDS}?format=csv`, `${HEALTH_RECORDS}my-patients/`];
		const before = [];
		for (const path of paths) before.push(await statements(path, token));
		await twentyRecords(there);
		const after = [];
		for (const path of paths) after.push(await statements(path, token));
		expect(after).toEqual(before);
		const ofOne = [`${RECORDS}${id}/`, `${HEALTH_RECORDS}${id}/comments/`];
		const alone = [];
		for (const path of ofOne) alone.push(await statements(path, token));
		const comments = Array.from({ length: 20 }, () => ({
			recordId: id,
			authorId: there.people.admin.id,
			comment: "x",
		}));
		for (const row of comments) await database(env).insert(recordComments).values(row);
		const together = [];
		for (const path of ofOne) together.push(await statements(path, token));
		expect(together).toEqual(alone);
	});

	it("is the same for one patient of a doctor and for twenty", async () => {
		const { people, patient } = await newCircle();
		const doctor: TestUser = people["mapped doctor"];
		const before = await statements(`${HEALTH_RECORDS}my-patients/`, doctor.token);
		for (let i = 0; i < 19; i++) {
			const { id } = (await post("/api/patients/", { first_name: "Jon" }, people.admin.token)).body;
			await mapDoctor(doctor, id);
		}
		expect((await get(`${HEALTH_RECORDS}my-patients/`, doctor.token)).body.count).toBe(20);
		expect(await statements(`${HEALTH_RECORDS}my-patients/`, doctor.token)).toBe(before);
		expect(patient).toBeGreaterThan(0);
	});
});
