import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { database } from "../../src/db/client.ts";
import { cleanUp } from "../../src/retention.ts";
import { del, get, patch, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { begunStream, patientStream, ticketFor } from "../support/event-stream.ts";
import { createMonitored, sessionOf, type TestUser } from "../support/factories.ts";
import { type Circle, newCircle } from "../support/relations.ts";
import { intercept, noteStatements } from "../support/statements.ts";
import { statementsOf } from "../support/work.ts";

afterEach(() => vi.restoreAllMocks());

interface Access {
	user: number;
	name: string;
	role: string;
	kind: string;
	first_at: string;
	last_at: string;
	count: number;
}

const list = ({ patient }: Circle, by: TestUser, query = "") =>
	get(`/api/patients/${patient}/accesses/${query}`, by.token);

/** Who looked at what how often, once as many looks are noted. */
async function noted(circle: Circle, looks: number): Promise<Access[]> {
	const sum = (found: Access[]) => found.reduce((total, { count }) => total + count, 0);
	const read = async (): Promise<Access[]> => (await list(circle, circle.people.self)).body.results;
	await expect.poll(async () => sum(await read())).toBe(looks);
	return read();
}
const gist = (found: Access[]) => found.map(({ user, kind, count }) => [user, kind, count]).toSorted();

/** Puts all that was noted so far into the past. */
const age = (ms: number) =>
	DB.prepare("update patient_accesses set hour = hour - ?1, first_at = first_at - ?1, last_at = last_at - ?1")
		.bind(ms)
		.run();

describe("who looks at a patient's data", () => {
	it("is noted with what they look at, once an hour and kind", async () => {
		const circle = await newCircle();
		const { patient, people } = circle;
		const doctor = people["mapped doctor"];
		const before = Date.now();
		const paths = ["", "", "emergency-contact/", "allergies/", "heart-rate-stats/", "alert-rules/", "files/"];
		for (const path of paths) await get(`/api/patients/${patient}/${path}`, doctor.token);
		await get(`/api/records/?patient=${patient}`, people.staff.token);
		await get(`/api/patients/${patient}/`, people.admin.token);
		await get(`/api/patients/${patient}/`, people.owner.token);
		const found = await noted(circle, 10);
		expect(gist(found)).toEqual(
			[
				...[
					[doctor.id, "profile", 3],
					[doctor.id, "chart", 1],
					[doctor.id, "heart_rate", 1],
				],
				...[
					[doctor.id, "alerts", 1],
					[doctor.id, "files", 1],
					[people.staff.id, "records", 1],
				],
				...[
					[people.admin.id, "profile", 1],
					[people.owner.id, "profile", 1],
				],
			].toSorted(),
		);
		const seen = found.find(({ user, kind }) => user === doctor.id && kind === "profile");
		expect(seen).toMatchObject({ name: "Dora", role: "doctor" });
		const [first, last] = [Date.parse(seen?.first_at ?? ""), Date.parse(seen?.last_at ?? "")];
		expect(before).toBeLessThanOrEqual(first);
		expect(first).toBeLessThanOrEqual(last);
		expect(last).toBeLessThanOrEqual(Date.now());
		expect(found.find(({ user }) => user === people.owner.id)).toMatchObject({
			role: "user",
			name: people.owner.username,
		});
	});

	it("is noted of a list too that asks for patients by their ids", async () => {
		const circle = await newCircle();
		const { patient, people } = circle;
		const another = people["other patient"].patientId;
		await get(`/api/patients/?ids=${patient},${another}&format=csv`, people.staff.token);
		await get(`/api/patients/?ids=${patient},${another}`, people["mapped doctor"].token);
		await get(`/api/patients/?ids=${patient}`, people["other doctor"].token);
		await get(`/api/patients/?ids=${patient}`, people.self.token);
		expect(gist(await noted(circle, 2))).toEqual(
			[
				[people.staff.id, "profile", 1],
				[people["mapped doctor"].id, "profile", 1],
			].toSorted(),
		);
		const ofAnother = await get(`/api/patients/${another}/accesses/`, people["other patient"].token);
		expect(gist(ofAnother.body.results)).toEqual([[people.staff.id, "profile", 1]]);
	});

	it("is noted anew in the next hour", async () => {
		const circle = await newCircle();
		const look = () => get(`/api/patients/${circle.patient}/`, circle.people.staff.token);
		await look();
		await noted(circle, 1);
		await age(60 * 60 * 1000);
		await look();
		const found = await noted(circle, 2);
		expect(found.map(({ count }) => count)).toEqual([1, 1]);
	});

	it("however many look at once", async () => {
		const circle = await newCircle();
		const { staff } = circle.people;
		await Promise.all(Array.from({ length: 20 }, () => get(`/api/patients/${circle.patient}/`, staff.token)));
		expect(gist(await noted(circle, 20))).toEqual([[staff.id, "profile", 20]]);
	});

	it("is not the patient, nor who finds nothing, nor who reads a list across patients", async () => {
		const circle = await newCircle();
		const { patient, people } = circle;
		for (const who of ["self", "other doctor", "formerly mapped doctor", "other patient"] as const) {
			await get(`/api/patients/${patient}/`, people[who].token);
			await get(`/api/records/?patient=${patient}`, people[who].token);
			await get(`/api/heart-rate/?patient=${patient}`, people[who].token);
		}
		await get("/api/patients/", people["mapped doctor"].token);
		await get("/api/records/", people["mapped doctor"].token);
		await get(`/api/patients/${patient}/`, people["mapped doctor"].token);
		expect(gist(await noted(circle, 1))).toEqual([[people["mapped doctor"].id, "profile", 1]]);
	});

	it("is who edits, as the answer shows them the whole", async () => {
		const circle = await newCircle();
		const { patient, people } = circle;
		await patch(`/api/patients/${patient}/`, { notes: "new" }, people["mapped doctor"].token);
		expect(gist(await noted(circle, 1))).toEqual([[people["mapped doctor"].id, "profile", 1]]);
	});

	it("is who watches live", async () => {
		const circle = await newCircle();
		const { staff } = circle.people;
		await begunStream(patientStream(circle.patient, await ticketFor(staff.token)));
		expect(gist(await noted(circle, 1))).toEqual([[staff.id, "heart_rate", 1]]);
	});

	it("is noted in spite of a database that fails twice, and after that at least logged", async () => {
		const circle = await newCircle();
		const { staff } = circle.people;
		let failures = 2;
		intercept({
			async statement(sql, go) {
				if (/^insert into "patient_accesses"/.test(sql) && failures-- > 0) throw new Error("The database is away");
				return go();
			},
		});
		expect(await get(`/api/patients/${circle.patient}/`, staff.token)).toMatchObject({ status: 200 });
		expect(gist(await noted(circle, 1))).toEqual([[staff.id, "profile", 1]]);

		const log = vi.spyOn(console, "error").mockImplementation(() => {});
		failures = 3;
		await get(`/api/patients/${circle.patient}/allergies/`, staff.token);
		await vi.waitFor(() => expect(log).toHaveBeenCalled(), 5_000);
		expect(JSON.parse(String(log.mock.calls[0]?.[0]))).toMatchObject({
			at: "note access",
			access: { user: staff.id, patient: circle.patient, kind: "chart" },
		});
	});
});

describe("the list of who looked", () => {
	it.each([
		["self", 200],
		["owner", 200],
		["admin", 200],
		["mapped doctor", 403],
		["staff", 403],
		["formerly mapped doctor", 404],
		["other doctor", 404],
		["other patient", 404],
		["other user", 404],
	] as const)("is for who speaks for the patient: %s", async (who, status) => {
		const circle = await newCircle();
		expect((await list(circle, circle.people[who])).status).toBe(status);
	});

	it("is gone with the patient", async () => {
		const circle = await newCircle();
		await del(`/api/patients/${circle.patient}/`, circle.people.admin.token);
		expect((await list(circle, circle.people.self)).status).toBe(404);
	});

	it.each([
		["?kind=profile", 2],
		["?kind=files", 0],
		["?role=doctor", 2],
		["?role=staff&kind=profile", 1],
		["?search=dora", 2],
		["?search=nobody", 0],
		["?from=2020-01-01", 3],
		["?to=2020-01-01", 0],
		["?page_size=1", 3],
	])("filters by %s", async (query, count) => {
		const circle = await newCircle();
		const { patient, people } = circle;
		await get(`/api/patients/${patient}/`, people["mapped doctor"].token);
		await get(`/api/patients/${patient}/allergies/`, people["mapped doctor"].token);
		await get(`/api/patients/${patient}/`, people.staff.token);
		await noted(circle, 3);
		expect((await list(circle, people.self, query)).body.count).toBe(count);
	});

	it("begins with the last one, and is CSV too", async () => {
		const circle = await newCircle();
		const { patient, people } = circle;
		await get(`/api/patients/${patient}/`, people.staff.token);
		await noted(circle, 1);
		await age(1000);
		await get(`/api/patients/${patient}/`, people.admin.token);
		const found = await noted(circle, 2);
		expect(found.map(({ user }) => user)).toEqual([people.admin.id, people.staff.id]);
		expect((await list(circle, people.self, `?user=${people.staff.id}`)).body.count).toBe(1);
		const csv = (await list(circle, people.self, "?format=csv")).body.split("\r\n");
		expect(csv[0]).toBe('"id","user","name","role","kind","first_at","last_at","count"');
		expect(csv).toHaveLength(4);
	});

	it.each([
		["of three years", 3 * 365, 1],
		["older than that", 3 * 366 + 1, 0],
	])("keeps what is %s", async (_, days, kept) => {
		const circle = await newCircle();
		await get(`/api/patients/${circle.patient}/`, circle.people.staff.token);
		await noted(circle, 1);
		await age(days * 24 * 60 * 60 * 1000);
		await cleanUp(database(env), env.FILES);
		expect((await list(circle, circle.people.self)).body.count).toBe(kept);
	});
});

describe("what it costs", () => {
	it("the answer waits for no statement more", async () => {
		const { admin, patient } = await createMonitored();
		expect(await statementsOf(() => get(`/api/patients/${patient.id}/heart-rate-stats/`, admin.token))).toBe(1);
	});

	it("a patient's own look and a device's post write nothing", async () => {
		const { patient, device } = await createMonitored();
		const self = await sessionOf(patient.username);
		const { statements } = noteStatements();
		await post("/api/heart-rate/", { heart_rate: 71 }, device.token);
		await get(`/api/patients/${patient.id}/heart-rate-stats/`, self.token);
		await get(`/api/patients/${patient.id}/`, self.token);
		expect(statements.filter((sql) => /patient_accesses/.test(sql))).toEqual([]);
	});
});
