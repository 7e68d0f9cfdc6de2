import { afterEach, describe, expect, it, vi } from "vitest";
import { del, get, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createPatient, createUser } from "../support/factories.ts";
import { arrived } from "../support/inbox.ts";
import { actionsOn, overtakenBy } from "../support/races.ts";
import { workOf } from "../support/work.ts";
import { book, booked, inMinutes, monday, newPractice, PATH, type Practice } from "./diary.ts";

afterEach(() => vi.restoreAllMocks());

const NOBODY = 999_999_999;
const DOCTOR_BUSY = "The doctor has another appointment at that time.";
const PATIENT_BUSY = "The patient has another appointment at that time.";

const bookAll = ({ admin }: Practice, appointments: object[], more = {}, token = admin.token) =>
	post(`${PATH}bulk/`, { appointments, ...more }, token);

/** Of the practice's doctor and patient, unless it says otherwise. */
const at = ({ doctor, patient }: Practice, start: string, rest = {}) => ({
	...{ patient: patient.patientId, doctor: doctor.doctorId, start: monday(start), ...rest },
});

const gist = ({ results }: { results: { status: string; field?: string; reason?: string }[] }) =>
	results.map(({ status, field, reason }) => [status, field, reason]);
const created = ["created", undefined, undefined];
const count = async ({ admin, doctor }: Practice) =>
	(await get(`${PATH}?doctor=${doctor.doctorId}`, admin.token)).body.count as number;

describe("many appointments", () => {
	it("are booked each as by a single call: audited, and told", async () => {
		const practice = await newPractice();
		const { admin, doctor, patient } = practice;
		const wanted = [at(practice, "09:00", { notes: "fasting" }), at(practice, "10:00", { duration_minutes: 45 })];
		const { status, body } = await bookAll(practice, wanted);
		expect(status).toBe(200);
		expect(body.counts).toEqual({ created: 2, would_create: 0, exists: 0, rejected: 0 });
		for (const [index, { appointment, ...verdict }] of body.results.entries()) {
			const { start, end, duration_minutes } = appointment;
			expect(verdict).toEqual({
				...{ index, patient: patient.patientId, doctor: doctor.doctorId, status: "created" },
				...{ start, end, duration_minutes },
			});
			expect(appointment).toMatchObject({ status: "scheduled", created_by: admin.id, version: 1 });
			expect((await get(`${PATH}${appointment.id}/`, admin.token)).body).toEqual(appointment);
			expect(await actionsOn("appointment", appointment.id)).toEqual(["appointment.book"]);
		}
		expect(body.results[0].appointment).toMatchObject({ start: monday("09:00"), notes: "fasting" });
		expect(body.results[1].appointment).toMatchObject({ end: monday("10:45") });
		expect(await arrived(doctor.token, 2)).toHaveLength(2);
		expect(await arrived(patient.token, 2)).toHaveLength(2);
	});

	it("that cannot be hold up no other, and are refused as alone", async () => {
		const practice = await newPractice([{ weekday: "monday", from: "09:00", to: "17:00" }]);
		const { admin } = practice;
		const elsewhere = (await createUser("doctor")).doctorId;
		await booked(practice, monday("09:00"));
		const other = (await createPatient(admin)).id;
		const wanted = [
			at(practice, "09:15", { patient: other }),
			at(practice, "09:15", { doctor: elsewhere }),
			at(practice, "10:00"),
			at(practice, "17:00"),
			at(practice, "11:00", { patient: NOBODY }),
			at(practice, "11:00", { doctor: NOBODY }),
			{ ...at(practice, "11:00"), start: inMinutes(-1) },
			at(practice, "12:00", { end: monday("11:00") }),
		];
		const { body } = await bookAll(practice, wanted);
		expect(gist(body)).toEqual([
			["rejected", undefined, DOCTOR_BUSY],
			["rejected", undefined, PATIENT_BUSY],
			created,
			["rejected", "start", "is outside the doctor's hours"],
			["rejected", "patient", "is not a patient whom you may see"],
			["rejected", "doctor", "is not a doctor here"],
			["rejected", "start", "is in the past"],
			["rejected", "start", "must be before the end"],
		]);
		expect(body.counts).toEqual({ created: 1, would_create: 0, exists: 0, rejected: 7 });
		for (const [index, item] of wanted.entries()) {
			const { field, reason, status } = body.results[index];
			if (status === "created") continue;
			const alone = (await post(PATH, item, admin.token)).body;
			expect(field ? alone.errors[field]?.[0] : alone.detail).toBe(reason);
		}
	});

	it("of the same time are booked once, the first one; one that cannot be is in nobody's way", async () => {
		const practice = await newPractice();
		const other = (await createPatient(practice.admin)).id;
		const { body } = await bookAll(practice, [
			at(practice, "09:00"),
			at(practice, "09:15", { patient: other }),
			at(practice, "09:30", { patient: other }),
			at(practice, "10:00", { patient: NOBODY }),
			at(practice, "10:00", { patient: other }),
			at(practice, "10:15", { doctor: (await createUser("doctor")).doctorId, patient: other }),
		]);
		expect(gist(body).map(([status, , reason]) => reason ?? status)).toEqual([
			...["created", DOCTOR_BUSY, "created", "is not a patient whom you may see", "created", PATIENT_BUSY],
		]);
		expect(await count(practice)).toBe(3);
	});

	it("asked for again are there already, and nobody hears of them twice", async () => {
		const practice = await newPractice();
		const wanted = [at(practice, "09:00"), at(practice, "10:00")];
		const first = (await bookAll(practice, wanted)).body;
		const { body } = await bookAll(practice, [
			...wanted,
			at(practice, "11:00"),
			at(practice, "09:00", { end: monday("09:40") }),
		]);
		expect(gist(body).map(([status, , reason]) => reason ?? status)).toEqual([
			...["exists", "exists", "created", DOCTOR_BUSY],
		]);
		expect(body.results.slice(0, 2).map(({ appointment }: { appointment: object }) => appointment)).toEqual(
			first.results.map(({ appointment }: { appointment: object }) => appointment),
		);
		expect(await arrived(practice.patient.token, 3)).toHaveLength(3);
	});

	it("a doctor books for the patients whom they see, and learns nothing of others", async () => {
		const practice = await newPractice();
		const { doctor } = practice;
		const stranger = (await createPatient(practice.admin)).id;
		await booked(practice, monday("15:00"), { patient: stranger, doctor: (await createUser("doctor")).doctorId });
		const wanted = [
			at(practice, "09:00"),
			at(practice, "15:00", { patient: stranger }),
			at(practice, "15:00", { patient: NOBODY }),
		];
		const { body } = await bookAll(practice, wanted, {}, doctor.token);
		const unseen = ["rejected", "patient", "is not a patient whom you may see"];
		expect(gist(body)).toEqual([created, unseen, unseen]);
	});

	it.each([
		["appointments", () => []],
		["appointments", (practice: Practice) => Array(101).fill(at(practice, "09:00"))],
		["appointments.1.start", (practice: Practice) => [at(practice, "09:00"), at(practice, "10:00", { start: "soon" })]],
	])("name what cannot be read: %s", async (field, make) => {
		const practice = await newPractice();
		const { status, body } = await bookAll(practice, make(practice));
		expect([status, Object.keys(body.errors)]).toEqual([400, [field]]);
	});
});

it("a dry run foretells what happens, and books nothing", async () => {
	const practice = await newPractice();
	await booked(practice, monday("09:00"));
	const wanted = ["09:00", "09:15", "10:00", "10:15", "11:00"].map((start) => at(practice, start));
	const planned = (await bookAll(practice, wanted, { dry_run: true })).body;
	expect(planned.counts).toEqual({ created: 0, would_create: 2, exists: 1, rejected: 2 });
	expect(await count(practice)).toBe(1);
	const done = (await bookAll(practice, wanted)).body;
	expect(gist(done)).toEqual(
		gist(planned).map(([status, ...other]) => [status === "would_create" ? "created" : status, ...other]),
	);
});

describe("a hundred appointments", () => {
	const clock = (index: number) =>
		`${String(Math.floor(index / 12)).padStart(2, "0")}:${String((index % 12) * 5).padStart(2, "0")}`;
	const hundred = (practice: Practice) =>
		Array.from({ length: 100 }, (_, index) => at(practice, clock(index), { duration_minutes: 5 }));

	it("are booked by a few transactions, far below what one request may ask of the database", async () => {
		const practice = await newPractice();
		const { statements, transactions } = await workOf("", async () => {
			expect((await bookAll(practice, hundred(practice))).body.counts.created).toBe(100);
		});
		expect(await count(practice)).toBe(100);
		// What can be is asked at once; then a statement for each, and the audit rows and events of a portion by one each.
		expect(transactions).toEqual([100, 27, 27, 27, 27]);
		expect(statements.length).toBeLessThan(220);
	});

	it("asked for by several at once are each booked once", async () => {
		const practice = await newPractice();
		const wanted = hundred(practice).slice(0, 40);
		const answers = await Promise.all([1, 2, 3].map(() => bookAll(practice, wanted)));
		expect(answers.reduce((sum, { body }) => sum + body.counts.created, 0)).toBe(40);
		expect(await count(practice)).toBe(40);
	});

	it("of which somebody else takes one at that very moment are all booked but that one", async () => {
		const practice = await newPractice();
		const other = (await createPatient(practice.admin)).id;
		const wanted = ["09:00", "10:00", "11:00"].map((start) => at(practice, start));
		const rival = () => book(practice, monday("10:00"), { patient: other });
		const { body } = await overtakenBy(rival, () => bookAll(practice, wanted));
		expect(gist(body)).toEqual([created, ["rejected", undefined, DOCTOR_BUSY], created]);
	});

	it("of a patient out of sight by then are not booked", async () => {
		const practice = await newPractice();
		const { admin, patient } = practice;
		const rival = () => del(`/api/patients/${patient.patientId}/`, admin.token);
		const { body } = await overtakenBy(rival, () => bookAll(practice, [at(practice, "09:00")]));
		expect(gist(body)).toEqual([["rejected", "patient", "is not a patient whom you may see"]]);
		const rows = DB.prepare("select count(*) as n from appointments where patient_id = ?");
		expect(await rows.bind(patient.patientId).first("n")).toBe(0);
	});
});
