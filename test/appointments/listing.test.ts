import { beforeAll, describe, expect, it } from "vitest";
import { call, get, patch } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { unique } from "../support/factories.ts";
import { booked, monday, newPractice, PATH, type Practice } from "./diary.ts";

let practice: Practice;
const lastName = unique();
beforeAll(async () => {
	practice = await newPractice();
	const { admin, doctor } = practice;
	await patch(`/api/doctors/${doctor.doctorId}/`, { last_name: lastName }, admin.token);
	await booked(practice, monday("11:00"));
	const { id } = await booked(practice, monday("09:00"));
	await booked(practice, "2030-01-09T09:00:00Z");
	await patch(`${PATH}${id}/`, { status: "cancelled" }, admin.token);
});

const starts = (body: { results: { start: string }[] }) => body.results.map(({ start }) => start.slice(8, 13));

describe("the list of appointments", () => {
	it.each([
		["ordering=start", ["07T09", "07T11", "09T09"]],
		["ordering=-start", ["09T09", "07T11", "07T09"]],
		["status=scheduled&ordering=start", ["07T11", "09T09"]],
		["status=cancelled", ["07T09"]],
		["start_date=2030-01-08", ["09T09"]],
		["end_date=2030-01-07&ordering=start", ["07T09", "07T11"]],
		["start_date=2030-01-07&end_date=2030-01-09&status=scheduled&ordering=start", ["07T11", "09T09"]],
		["patient=999999999", []],
	])("%s", async (query, expected) => {
		const path = `${PATH}?doctor=${practice.doctor.doctorId}&${query}`;
		for (const { token } of [practice.admin, practice.doctor, practice.patient]) {
			const { status, body } = await get(path, token);
			expect({ status, starts: starts(body), count: body.count }).toEqual({
				...{ status: 200, starts: expected },
				count: expected.length,
			});
		}
	});

	it("is searched by the names of both", async () => {
		const count = async (search: string) => (await get(`${PATH}?search=${search}`, practice.admin.token)).body.count;
		expect(await count(`Dora%20${lastName.toUpperCase()}`)).toBe(3);
		expect(await count(unique())).toBe(0);
		expect((await get(`${PATH}?search=pat%20doe`, practice.patient.token)).body.count).toBe(3);
	});

	it.each([
		"start_date=2030-02-30",
		"end_date=tomorrow",
		"status=open",
		"patient=me",
		"ordering=notes",
	])("%s is refused", async (query) => {
		expect(await get(`${PATH}?${query}`, practice.admin.token)).toMatchObject({ status: 400 });
	});

	it("comes as CSV too", async () => {
		const path = `${PATH}?doctor=${practice.doctor.doctorId}`;
		const { body } = await call("GET", path, { token: practice.patient.token, headers: { Accept: "text/csv" } });
		const lines = body.trim().split("\r\n");
		expect(lines).toHaveLength(4);
		expect(lines[0]).toContain("patient_name");
		expect(lines[1]).toContain(`Dora ${lastName}`);
	});

	it("uses an index for each of its filters", async () => {
		const plan = async (where: string) => {
			const { results } = await DB.prepare(`explain query plan select id from appointments where ${where}`).all();
			return JSON.stringify(results);
		};
		expect(await plan("starts_at >= 1 and starts_at < 2")).toContain("appointments_start");
		expect(await plan("doctor_id = 1 and starts_at > 2")).toContain("appointments_doctor");
		expect(await plan("patient_id = 1 and starts_at > 2")).toContain("appointments_patient");
	});
});

it("the audit trail names what was done, and no values", async () => {
	const { admin, patient } = practice;
	const { id } = await booked(practice, monday("15:00"), { notes: "secret" });
	await patch(`${PATH}${id}/`, { notes: "more secret", start: monday("16:00") }, admin.token);
	const sql =
		"select action, actor_id, patient_id, fields from audit where entity = 'appointment' and entity_id = ? order by id";
	const { results } = await DB.prepare(sql).bind(String(id)).all();
	const shared = { actor_id: admin.id, patient_id: patient.patientId };
	expect(results).toEqual([
		{ ...shared, action: "appointment.book", fields: "[]" },
		{ ...shared, action: "appointment.edit", fields: '["start","end","notes"]' },
	]);
});
