import { describe, expect, it } from "vitest";
import { clashes, type Slot } from "../../src/appointments/clashes.ts";
import { openSpans, propose } from "../../src/appointments/proposing.ts";
import { overlap, type Span } from "../../src/appointments/times.ts";
import { post } from "../support/client.ts";
import { createPatient, createUser } from "../support/factories.ts";
import { booked, monday, newPractice, PATH, type Practice } from "./diary.ts";

const MINUTE = 60_000;
const span = (start: string, end: string): Span => ({ start: Date.parse(monday(start)), end: Date.parse(monday(end)) });
const clock = ({ start, end }: Span) =>
	[start, end].map((at) => new Date(at).toISOString().slice("2030-01-0".length).slice(0, 7)).join(" ");

describe("slots beside each other", () => {
	const slot = (patientId: number, doctorId: number, start: string, end: string): Slot => ({
		...{ patientId, doctorId, span: span(start, end) },
	});

	it.each([
		["of others", [slot(1, 1, "09:00", "10:00"), slot(2, 2, "09:00", "10:00")], []],
		["that touch", [slot(1, 1, "09:00", "10:00"), slot(1, 1, "10:00", "11:00")], []],
		["of one doctor", [slot(1, 1, "09:00", "10:00"), slot(2, 1, "09:59", "11:00")], [[1, "doctor"]]],
		["of one patient", [slot(1, 1, "09:00", "10:00"), slot(1, 2, "08:00", "09:01")], [[1, "patient"]]],
		[
			"behind one that cannot be",
			[slot(1, 1, "09:00", "10:00"), slot(2, 1, "09:30", "10:30"), slot(3, 1, "10:00", "11:00")],
			[[1, "doctor"]],
		],
	])("%s", (_, slots, expected) => {
		const found = clashes(slots);
		expect(slots.flatMap((one, index) => (found.has(one) ? [[index, found.get(one)]] : []))).toEqual(expected);
	});
});

describe("what is open", () => {
	const hours = (weekday: number, fromMinute: number, toMinute: number) => ({ weekday, fromMinute, toMinute });
	const open = (all: ReturnType<typeof hours>[], days = 7, zone = "UTC") =>
		openSpans(all, "2030-01-07", days, zone).map(clock);

	it.each([
		["hours of each week", open([hours(1, 540, 720)], 8), ["7T09:00 7T12:00", "4T09:00 4T12:00"]],
		["hours that touch are one", open([hours(1, 720, 780), hours(1, 540, 720)]), ["7T09:00 7T13:00"]],
		["over midnight", open([hours(1, 1380, 1440), hours(2, 0, 60)]), ["7T23:00 8T01:00"]],
		["in the clinic's zone", open([hours(1, 540, 600)], 1, "Europe/Berlin"), ["7T08:00 7T09:00"]],
		["without hours the usual ones", open([], 1), ["7T09:00 7T17:00"]],
		["but not on a Sunday", openSpans([], "2030-01-06", 1, "UTC"), []],
	])("%s", (_, found, expected) => {
		expect(found).toEqual(expected);
	});

	it("is an hour shorter on the night on which the clocks go forward", () => {
		const [night] = openSpans([hours(7, 60, 240)], "2030-03-31", 1, "Europe/Berlin");
		expect((night?.end ?? 0) - (night?.start ?? 0)).toBe(120 * MINUTE);
	});
});

describe("a proposal", () => {
	const open = [span("09:00", "10:00"), span("14:00", "15:00")];
	const diary = (ofDoctor: Span[] = [], ofPatients: [number, Span[]][] = []) => ({
		...{ open, ofDoctor, ofPatients: new Map(ofPatients) },
	});
	const times = (found: Map<number, Span>) => [...found].map(([id, one]) => `${id} ${clock(one).slice(2, 7)}`);

	it.each([
		["one after the other", diary(), ["1 09:00", "2 09:30", "3 14:00"]],
		["past what the doctor has", diary([span("09:00", "09:20")]), ["1 09:20", "2 14:00", "3 14:30"]],
		["past what the patient has", diary([], [[1, [span("09:00", "09:30")]]]), ["1 09:30", "2 09:00", "3 14:00"]],
		["at times that one can say", diary([span("09:00", "09:17")]), ["1 09:20", "2 14:00", "3 14:30"]],
		["to as many as there is room for", diary([span("09:00", "14:30")]), ["1 14:30"]],
	])("goes %s", (_, diaries, expected) => {
		expect(times(propose(diaries, [1, 2, 3], 30 * MINUTE, 0))).toEqual(expected);
	});

	it("lies ahead", () => {
		const now = Date.parse(monday("09:12"));
		expect(times(propose(diary(), [1, 2], 30 * MINUTE, now))).toEqual(["1 09:15", "2 14:00"]);
	});

	it("never overlaps, and lies in what is open", () => {
		for (let length = 5; length <= 60; length += 5) {
			const found = [...propose(diary([span("09:10", "09:25")]), [1, 2, 3, 4, 5, 6], length * MINUTE, 0).values()];
			for (const [index, one] of found.entries()) {
				expect(one.end - one.start).toBe(length * MINUTE);
				expect(open.some(({ start, end }) => start <= one.start && one.end <= end)).toBe(true);
				const others = [span("09:10", "09:25"), ...found.slice(index + 1)];
				expect(others.filter((other) => overlap(one, other))).toEqual([]);
			}
		}
	});
});

describe("free times of a doctor", () => {
	const ask = ({ admin, doctor }: Practice, patients: number[], more = {}, token = admin.token) =>
		post(`${PATH}proposals/`, { doctor: doctor.doctorId, patients, from_date: "2030-01-07", days: 1, ...more }, token);

	it("are those that can be booked as they are proposed", async () => {
		const practice = await newPractice([{ weekday: "monday", from: "09:00", to: "11:00" }]);
		const { admin, patient } = practice;
		const others = [(await createPatient(admin)).id, (await createPatient(admin)).id, (await createPatient(admin)).id];
		await booked(practice, monday("09:30"));
		const { status, body } = await ask(practice, [patient.patientId, ...others, 999_999_999]);
		expect(status).toBe(200);
		expect(body.appointments.map(({ patient, start }: { patient: number; start: string }) => [patient, start])).toEqual(
			[
				[patient.patientId, monday("09:00")],
				[others[0], monday("10:00")],
				[others[1], monday("10:30")],
			],
		);
		expect(body.unplaced).toEqual([
			{ patient: 999_999_999, field: "patient", reason: "is not a patient whom you may see" },
			{ patient: others[2], reason: "There is no free time in these days." },
		]);
		const answer = await post(`${PATH}bulk/`, { appointments: body.appointments }, admin.token);
		expect(answer.body.counts).toMatchObject({ created: 3, rejected: 0 });
	});

	it("keep clear of what the patient has elsewhere, and are as long as is asked for", async () => {
		const practice = await newPractice([{ weekday: "monday", from: "09:00", to: "17:00" }]);
		const { patient } = practice;
		await booked(practice, monday("09:00"), { doctor: (await createUser("doctor")).doctorId, end: monday("10:00") });
		const { body } = await ask(practice, [patient.patientId, patient.patientId], { duration_minutes: 50 });
		expect(body).toMatchObject({
			appointments: [{ start: monday("10:00"), end: monday("10:50"), duration_minutes: 50 }],
			unplaced: [],
		});
	});

	it("are none on days that are over, and none of a doctor who is not here", async () => {
		const practice = await newPractice();
		const { patientId } = practice.patient;
		const past = (await ask(practice, [patientId], { from_date: "2020-01-06", days: 5 })).body;
		expect([past.appointments, past.unplaced.length]).toEqual([[], 1]);
		const nobody = await ask(practice, [patientId], { doctor: 999_999_999 });
		expect(nobody).toMatchObject({ status: 400, body: { errors: { doctor: ["is not a doctor here"] } } });
	});

	it("begin in an hour at the earliest, where no date is named", async () => {
		const practice = await newPractice(
			[1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: "00:00", to: "24:00" })),
		);
		const now = Date.now();
		const { body } = await ask(practice, [practice.patient.patientId], { from_date: undefined, days: 2 });
		const start = Date.parse(body.appointments[0].start);
		expect(start).toBeGreaterThanOrEqual(now + 60 * MINUTE);
		expect(start).toBeLessThan(now + 70 * MINUTE);
	});
});
