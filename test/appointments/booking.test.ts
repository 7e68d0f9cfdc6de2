import { describe, expect, it } from "vitest";
import { del, get, patch, post } from "../support/client.ts";
import { createPatient, createUser } from "../support/factories.ts";
import { book, booked, inMinutes, monday, newPractice, PATH } from "./diary.ts";

const DOCTOR_BUSY = { status: 409, body: { detail: "The doctor has another appointment at that time." } };
const PATIENT_BUSY = { status: 409, body: { detail: "The patient has another appointment at that time." } };
const OUTSIDE = { status: 400, body: { errors: { start: ["is outside the doctor's hours"] } } };

describe("a booking", () => {
	it("is what was asked for", async () => {
		const practice = await newPractice();
		const sent = { end: monday("09:45"), notes: "Bring the letter", status: "scheduled" };
		const { status, body, headers } = await book(practice, "2030-01-07T10:00:00+01:00", sent);
		expect(status).toBe(201);
		expect(body).toMatchObject({
			...{ patient: practice.patient.patientId, patient_name: "Pat Doe", doctor: practice.doctor.doctorId },
			...{ doctor_name: "Dora", start: monday("09:00"), end: monday("09:45"), duration_minutes: 45, version: 1 },
			...{ status: "scheduled", notes: "Bring the letter", created_by: practice.admin.id },
		});
		expect(headers.get("ETag")).toBe('"1"');
		expect((await get(`${PATH}${body.id}/`, practice.patient.token)).body).toEqual(body);
	});

	it("of fifty at once leaves exactly one", async () => {
		const practice = await newPractice();
		const { admin, doctor } = practice;
		const patients = await Promise.all(Array.from({ length: 5 }, () => createPatient(admin)));
		const answers = await Promise.all(
			Array.from({ length: 50 }, (_, index) =>
				post(PATH, { patient: patients[index % 5]?.id, doctor: doctor.doctorId, start: monday("09:00") }, admin.token),
			),
		);
		const statuses = answers.map(({ status }) => status);
		expect(statuses.filter((status) => status === 201)).toHaveLength(1);
		expect(statuses.filter((status) => status === 409)).toHaveLength(49);
		expect((await get(`${PATH}?doctor=${doctor.doctorId}`, admin.token)).body.count).toBe(1);
	});

	it("of one patient with many doctors at once leaves exactly one", async () => {
		const { admin, patient } = await newPractice();
		const doctors = await Promise.all(Array.from({ length: 5 }, () => createUser("doctor")));
		const answers = await Promise.all(
			doctors.map(({ doctorId }) =>
				post(PATH, { patient: patient.patientId, doctor: doctorId, start: monday("09:00") }, patient.token),
			),
		);
		expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409]);
		expect(answers.find(({ status }) => status === 409)).toMatchObject(PATIENT_BUSY);
		expect((await get(PATH, admin.token)).status).toBe(200);
	});

	it.each([
		["before it", "08:00", "09:00", 201],
		["after it", "10:00", "10:30", 201],
		["the same", "09:00", "10:00", 409],
		["into its beginning", "08:30", "09:01", 409],
		["out of its end", "09:59", "10:30", 409],
		["within it", "09:15", "09:30", 409],
		["around it", "08:00", "11:00", 409],
	])("beside one from 9 to 10, %s", async (_, start, end, status) => {
		const practice = await newPractice();
		await booked(practice, monday("09:00"), { end: monday("10:00") });
		expect((await book(practice, monday(start), { end: monday(end) })).status).toBe(status);
	});

	it("is not in the way once it is cancelled, deleted, or over", async () => {
		const practice = await newPractice();
		const first = await booked(practice, monday("09:00"));
		expect(await book(practice, monday("09:00"))).toMatchObject(DOCTOR_BUSY);
		await patch(`${PATH}${first.id}/`, { status: "cancelled" }, practice.admin.token);
		const second = await booked(practice, monday("09:00"));
		await del(`${PATH}${second.id}/`, practice.admin.token);
		await booked(practice, monday("09:00"));
	});

	it("lies in the future, and lasts at most eight hours", async () => {
		const practice = await newPractice();
		const refused = async (start: string, rest: object) => (await book(practice, start, rest)).body.errors;
		expect(await refused(inMinutes(-1), {})).toEqual({ start: ["is in the past"] });
		expect(await refused(monday("09:00"), { end: monday("09:00") })).toEqual({ start: ["must be before the end"] });
		expect(await refused(monday("09:00"), { end: monday("17:01") })).toEqual({
			start: ["must be at most 8 hours before the end"],
		});
		expect(await refused("2030-01-07T09:00:00", {})).toEqual({ start: ["must be ISO 8601 with an offset"] });
		expect(await refused(monday("09:00"), { status: "completed" })).toEqual({ status: ["must be scheduled at first"] });
		await booked(practice, monday("09:00"), { end: monday("17:00") });
	});

	it("names a doctor who is there, and a patient whom one sees", async () => {
		const practice = await newPractice();
		const { admin, doctor, patient } = practice;
		const stranger = await createUser("user");
		const wrongPatient = { status: 400, body: { errors: { patient: ["is not a patient whom you may see"] } } };
		expect(await book(practice, monday("09:00"), {}, stranger.token)).toMatchObject(wrongPatient);
		expect(await book(practice, monday("09:00"), { patient: 999_999_999 })).toMatchObject(wrongPatient);
		const wrongDoctor = { status: 400, body: { errors: { doctor: ["is not a doctor here"] } } };
		expect(await book(practice, monday("09:00"), { doctor: 999_999_999 })).toMatchObject(wrongDoctor);
		await del(`/api/doctors/${doctor.doctorId}/`, admin.token);
		expect(await book(practice, monday("09:00"), {}, patient.token)).toMatchObject(wrongDoctor);
	});

	it("is for everybody who sees the patient", async () => {
		const practice = await newPractice();
		const { admin, doctor, patient } = practice;
		const staff = await createUser("staff");
		const hours = ["08:00", "09:00", "10:00", "11:00"];
		for (const [index, { token }] of [admin, doctor, patient, staff].entries())
			expect(await book(practice, monday(hours[index] ?? ""), {}, token)).toMatchObject({ status: 201 });
	});
});

describe("a doctor's hours", () => {
	const hours = [
		{ weekday: "monday", from: "09:00", to: "12:00" },
		{ weekday: "monday", from: "12:00", to: "13:00" },
		{ weekday: "monday", from: "14:00", to: "24:00" },
		{ weekday: "tuesday", from: "00:00", to: "02:00" },
	];
	it.each([
		["within them", "2030-01-07T09:00:00Z", "2030-01-07T12:00:00Z", true],
		["across two that touch", "2030-01-07T11:30:00Z", "2030-01-07T12:30:00Z", true],
		["across a break", "2030-01-07T12:30:00Z", "2030-01-07T14:30:00Z", false],
		["a minute too early", "2030-01-07T08:59:00Z", "2030-01-07T09:30:00Z", false],
		["a second too long", "2030-01-07T12:00:00Z", "2030-01-07T13:00:01Z", false],
		["until midnight", "2030-01-07T23:30:00Z", "2030-01-08T00:00:00Z", true],
		["over midnight", "2030-01-07T23:00:00Z", "2030-01-08T02:00:00Z", true],
		["over midnight, for too long", "2030-01-07T23:00:00Z", "2030-01-08T02:30:00Z", false],
		["on a day without any", "2030-01-09T10:00:00Z", "2030-01-09T10:30:00Z", false],
		["in another zone's words", "2030-01-07T18:00:00+09:00", "2030-01-07T18:30:00+09:00", true],
	])("%s", async (_, start, end, fits) => {
		const practice = await newPractice(hours);
		const answer = await book(practice, start, { end });
		if (fits) expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 201 });
		else expect(answer).toMatchObject(OUTSIDE);
	});
});

it.each([
	"9999-12-31T23:50:00Z",
	"2199-01-01T09:00:00Z",
])("an appointment at %s is refused by its start", async (start) => {
	const { body } = await book(await newPractice(), start);
	expect(Object.keys(body.errors)).toEqual(["start"]);
});
