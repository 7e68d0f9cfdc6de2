import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { users } from "../../src/accounts/table.ts";
import { database } from "../../src/db/client.ts";
import { get, post } from "../support/client.ts";
import { createUser, endMappings, sessionOf } from "../support/factories.ts";
import { overtakenBy } from "../support/races.ts";
import { type Circle, newCircle, type Relation } from "../support/relations.ts";
import { byPatient, comment, HEALTH_RECORDS, RECORDS } from "./scene.ts";

describe("a private comment", () => {
	let circle: Circle;
	let record: number;
	let texts: { open: string; secret: string };
	beforeAll(async () => {
		circle = await newCircle();
		record = (await byPatient(circle)).id;
		const { token } = circle.people["mapped doctor"];
		texts = { open: await comment(token, record, false), secret: await comment(token, record, true) };
	});

	it.each<[Relation, boolean]>([
		["admin", true],
		["staff", true],
		["mapped doctor", true],
		["owner", false],
		["self", false],
	])("is read by %s: %s", async (relation, reads) => {
		const expected = reads ? [texts.secret, texts.open] : [texts.open];
		const token = circle.tokenOf(relation);
		const textsOf = (comments: { comment: string }[]) => comments.map(({ comment }) => comment);
		for (const door of [HEALTH_RECORDS, RECORDS]) {
			const { body } = await get(`${door}${record}/`, token);
			expect(textsOf(body.doctor_comments)).toEqual(expected);
		}
		const listed = (await get(`${HEALTH_RECORDS}${record}/comments/`, token)).body;
		expect(listed.count).toBe(expected.length);
		expect(textsOf(listed.results)).toEqual(expected);
		const csv = (await get(`${HEALTH_RECORDS}${record}/comments/?format=csv`, token)).body;
		expect(csv.includes(texts.secret)).toBe(reads);
	});

	it("is hidden from the patient although they are staff and a doctor too", async () => {
		const { self } = circle.people;
		await database(env)
			.update(users)
			.set({ roles: ["patient", "doctor", "staff"] })
			.where(eq(users.id, self.id));
		const { token } = await sessionOf(self.username);
		expect((await get(`${HEALTH_RECORDS}${record}/comments/`, token)).body.count).toBe(1);
	});
});

describe("a comment", () => {
	it("names its doctor, and is not private unless it says so", async () => {
		const circle = await newCircle();
		const { id } = await byPatient(circle);
		const doctor = circle.people["mapped doctor"];
		const answer = await post(`${HEALTH_RECORDS}${id}/comments/`, { comment: " Looks good. " }, doctor.token);
		expect(answer.body).toEqual({
			...{ id: expect.any(Number), record: id, author: doctor.id, doctor: doctor.doctorId, author_name: "Dora" },
			...{ comment: "Looks good.", is_private: false },
			...{ created_at: expect.any(String), updated_at: expect.any(String) },
		});
		const { doctor_comments } = (await get(`${HEALTH_RECORDS}${id}/`, circle.people.self.token)).body;
		expect(doctor_comments).toEqual([answer.body]);
	});

	it("of an admin names no doctor", async () => {
		const circle = await newCircle();
		const { id } = await byPatient(circle);
		const { body } = await post(`${HEALTH_RECORDS}${id}/comments/`, { comment: "x" }, circle.people.admin.token);
		expect(body).toMatchObject({ doctor: null, author_name: circle.people.admin.username });
	});

	it("of a doctor who owns the record of the patient is welcome", async () => {
		const doctor = await createUser("doctor");
		const patient = (await post("/api/patients/", { first_name: "Jon" }, doctor.token)).body.id;
		const body = { patient, record_type: "checkup", title: "First visit", visit_date: "2026-01-31T10:00:00+01:00" };
		const record = await post(RECORDS, body, doctor.token);
		expect(record).toMatchObject({ status: 201, body: { author_role: "doctor" } });
		await comment(doctor.token, record.body.id, true);
		expect((await get(`${RECORDS}${record.body.id}/`, doctor.token)).body.doctor_comments).toHaveLength(1);
	});

	it.each([
		["comment", {}],
		["comment", { comment: "  " }],
		["comment", { comment: "x".repeat(10_001) }],
		["is_private", { comment: "x", is_private: "yes" }],
	])("names a wrong %s: %j", async (field, body) => {
		const circle = await newCircle();
		const { id } = await byPatient(circle);
		const answer = await post(`${HEALTH_RECORDS}${id}/comments/`, body, circle.people.admin.token);
		expect(answer.status).toBe(400);
		expect(Object.keys(answer.body.errors)).toEqual([field]);
	});

	it("is not written once the mapping has ended, be it in the very moment of writing", async () => {
		const circle = await newCircle();
		const { id } = await byPatient(circle);
		const path = `${HEALTH_RECORDS}${id}/comments/`;
		const comment = () => post(path, { comment: "x" }, circle.people["mapped doctor"].token);
		expect(await overtakenBy(() => endMappings(circle.patient), comment)).toMatchObject({ status: 404 });
		expect((await get(path, circle.people.admin.token)).body.count).toBe(0);
	});
});
