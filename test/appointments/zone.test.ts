import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { createApp } from "../../src/app.ts";
import { answerAll, createQuiz } from "../assessments/forms.ts";
import { post } from "../support/client.ts";
import { booked, newPractice, PATH, type Practice } from "./diary.ts";

const app = createApp();

/** Calls a Worker whose clinic lives elsewhere. */
async function inZone(zone: string, method: string, path: string, token: string, body?: object) {
	const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
	const request = new Request(`https://edgeward.test${path}`, { method, headers, body: body && JSON.stringify(body) });
	const response = await app.fetch(request, { ...env, CLINIC_TIMEZONE: zone }, createExecutionContext());
	return { status: response.status, body: JSON.parse(await response.text()) };
}

const bookIn = (zone: string, { admin, doctor, patient }: Practice, start: string, end: string) =>
	inZone(zone, "POST", PATH, admin.token, { patient: patient.patientId, doctor: doctor.doctorId, start, end });

describe("hours in the clinic's zone, where the clocks change", () => {
	// On Sunday 2030-03-31 in Berlin 02:00 is 03:00; on Sunday 2030-10-27 03:00 is 02:00 again.
	const around = [
		{ weekday: "sunday", from: "01:00", to: "02:00" },
		{ weekday: "sunday", from: "03:00", to: "04:00" },
	];
	const twoToThree = [{ weekday: "sunday", from: "02:00", to: "03:00" }];
	it.each([
		["before the change", around, "2030-03-31T00:00:00Z", "2030-03-31T01:00:00Z", 201],
		["across an hour that there is not", around, "2030-03-31T00:30:00Z", "2030-03-31T01:30:00Z", 201],
		["after the change, by the new time", around, "2030-03-31T01:00:00Z", "2030-03-31T02:00:00Z", 201],
		["past the end, by the new time", around, "2030-03-31T01:30:00Z", "2030-03-31T02:30:00Z", 400],
		["in both of two hours", twoToThree, "2030-10-27T00:00:00Z", "2030-10-27T02:00:00Z", 201],
		["before the first of them", twoToThree, "2030-10-26T23:59:00Z", "2030-10-27T00:30:00Z", 400],
		["on a summer's Sunday", twoToThree, "2030-06-30T00:00:00Z", "2030-06-30T01:00:00Z", 201],
		["on a winter's Sunday", twoToThree, "2030-01-06T00:00:00Z", "2030-01-06T01:00:00Z", 400],
	])("%s", async (_, hours, start, end, status) => {
		const practice = await newPractice(hours);
		const answer = await bookIn("Europe/Berlin", practice, start, end);
		expect(answer, JSON.stringify(answer.body)).toMatchObject({ status });
	});
});

describe("dates in the clinic's zone", () => {
	it.each(["records", "assessments"])("begin and end a list of %s too", async (list) => {
		const { admin, patient, doctor } = await newPractice();
		const days = ["2025-01-06T22:59:00Z", "2025-01-06T23:00:00Z", "2025-01-07T22:59:00Z", "2025-01-07T23:00:00Z"];
		const type = await createQuiz(doctor);
		for (const day of days) {
			const shared = { patient: patient.patientId };
			const record = { ...shared, record_type: "CHECKUP", title: "x", visit_date: day };
			const assessment = { ...shared, assessment_type: type.id, results: answerAll(type, 0), date: day };
			const made = await post(`/api/${list}/`, list === "records" ? record : assessment, doctor.token);
			expect(made).toMatchObject({ status: 201 });
		}
		const path = `/api/${list}/?patient=${patient.patientId}&from=2025-01-07&to=2025-01-07`;
		expect((await inZone("Europe/Berlin", "GET", path, admin.token)).body.count).toBe(2);
		expect((await inZone("Asia/Tokyo", "GET", path, admin.token)).body.count).toBe(2);
		expect((await inZone("America/New_York", "GET", path, admin.token)).body.count).toBe(2);
		expect((await inZone("UTC", "GET", path.replaceAll("-07", "-06"), admin.token)).body.count).toBe(2);
	});

	it("begin and end a list, both included", async () => {
		const practice = await newPractice();
		// In Berlin: the last minute of the 6th, the first and the last of the 7th, the first of the 8th.
		for (const start of ["06T22:59", "06T23:00", "07T22:59", "07T23:00"])
			await booked(practice, `2030-01-${start}:00.000Z`, { duration_minutes: 1 });
		const count = async (zone: string, query: string) => {
			const path = `${PATH}?patient=${practice.patient.patientId}&${query}`;
			return (await inZone(zone, "GET", path, practice.admin.token)).body.count;
		};
		expect(await count("Europe/Berlin", "start_date=2030-01-07&end_date=2030-01-07")).toBe(2);
		expect(await count("Europe/Berlin", "start_date=2030-01-07")).toBe(3);
		expect(await count("Europe/Berlin", "end_date=2030-01-07")).toBe(3);
		expect(await count("Europe/Berlin", "start_date=2030-01-08&end_date=2030-01-07")).toBe(0);
		expect(await count("UTC", "start_date=2030-01-07&end_date=2030-01-07")).toBe(2);
		expect(await count("UTC", "end_date=2030-01-06")).toBe(2);
	});
});
