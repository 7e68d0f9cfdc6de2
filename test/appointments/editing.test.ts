import { describe, expect, it } from "vitest";
import { call, del, get, patch, post, put } from "../support/client.ts";
import { createPatient, createUser } from "../support/factories.ts";
import { newCircle } from "../support/relations.ts";
import { book, booked, inMinutes, monday, newPractice, PATH, type Practice, shift } from "./diary.ts";

const BUSY = { status: 409, body: { detail: "The doctor has another appointment at that time." } };
const edit = ({ admin }: Practice, id: number, body: object, token = admin.token) =>
	patch(`${PATH}${id}/`, body, token);

describe("moving an appointment", () => {
	it("keeps its length, and may overlap itself", async () => {
		const practice = await newPractice();
		const { id } = await booked(practice, monday("09:00"), { duration_minutes: 45 });
		const moved = await edit(practice, id, { start: monday("09:15") }, practice.patient.token);
		expect(moved).toMatchObject({ status: 200, body: { start: monday("09:15"), end: monday("10:00"), version: 2 } });
	});

	it("is refused as a booking is, and changes nothing then", async () => {
		const practice = await newPractice([{ weekday: 1, from: "09:00", to: "17:00" }]);
		await booked(practice, monday("11:00"));
		const { id, ...before } = await booked(practice, monday("09:00"));
		expect(await edit(practice, id, { start: monday("10:45"), notes: "later" })).toMatchObject(BUSY);
		const refused = async (body: object) => (await edit(practice, id, body)).body.errors;
		expect(await refused({ start: monday("17:00") })).toEqual({ start: ["is outside the doctor's hours"] });
		expect(await refused({ start: monday("08:59") })).toEqual({ start: ["is outside the doctor's hours"] });
		expect(await refused({ start: inMinutes(-5) })).toEqual({ start: ["is in the past"] });
		expect(await refused({ end: monday("08:00") })).toEqual({ start: ["must be before the end"] });
		expect((await get(`${PATH}${id}/`, practice.admin.token)).body).toEqual({ id, ...before });
	});

	it("of fifty to the same time leaves exactly one there", async () => {
		const practice = await newPractice();
		const { admin, doctor } = practice;
		const ids = await Promise.all(
			Array.from({ length: 10 }, async (_, index) => {
				const patient = await createPatient(admin);
				const start = monday(`${String(index + 8).padStart(2, "0")}:00`);
				return (await post(PATH, { patient: patient.id, doctor: doctor.doctorId, start }, admin.token)).body.id;
			}),
		);
		const answers = await Promise.all(
			Array.from({ length: 50 }, (_, index) => edit(practice, ids[index % 10], { start: monday("20:00") })),
		);
		expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
		const list = (await get(`${PATH}?doctor=${doctor.doctorId}&page_size=50`, admin.token)).body.results;
		expect(list.filter(({ start }: { start: string }) => start === monday("20:00"))).toHaveLength(1);
	});

	it("changes neither patient nor doctor", async () => {
		const practice = await newPractice();
		const body = await booked(practice, monday("09:00"));
		const other = await newPractice();
		expect((await edit(practice, body.id, { patient: other.patient.patientId })).body.errors).toHaveProperty("patient");
		expect((await edit(practice, body.id, { doctor: other.doctor.doctorId })).body.errors).toHaveProperty("doctor");
		const again = await put(`${PATH}${body.id}/`, { ...body, notes: "fasting" }, practice.admin.token);
		expect(again).toMatchObject({
			status: 200,
			body: { ...body, notes: "fasting", version: 2, updated_at: expect.any(String) },
		});
	});

	it("on an old version is refused", async () => {
		const practice = await newPractice();
		const { id } = await booked(practice, monday("09:00"));
		const on = (version: string) =>
			call("PATCH", `${PATH}${id}/`, {
				...{ token: practice.admin.token, body: { start: monday("10:00") } },
				headers: { "If-Match": version },
			});
		await edit(practice, id, { notes: "fasting" });
		expect(await on('"1"')).toMatchObject({ status: 412 });
		expect(await on('"2"')).toMatchObject({ status: 200, body: { start: monday("10:00"), notes: "fasting" } });
	});
});

describe("how an appointment ends", () => {
	it("is noted once it has begun, by the practice", async () => {
		const practice = await newPractice();
		const { id } = await booked(practice, monday("09:00"));
		expect(await edit(practice, id, { status: "completed" })).toMatchObject({ status: 409 });
		await shift(id, inMinutes(-10));
		expect(await edit(practice, id, { status: "no_show" }, practice.patient.token)).toMatchObject({ status: 403 });
		expect(await edit(practice, id, { status: "completed" }, practice.doctor.token)).toMatchObject({ status: 200 });
		expect(await edit(practice, id, { status: "cancelled" }, practice.doctor.token)).toMatchObject({
			...{ status: 409, body: { detail: "The appointment is completed already." } },
		});
		expect(await edit(practice, id, { start: monday("09:00") }, practice.doctor.token)).toMatchObject({ status: 409 });
		expect(await edit(practice, id, { notes: "all well" }, practice.doctor.token)).toMatchObject({ status: 200 });
	});

	it("is not for patient and owner to say, nor to undo, once it has begun", async () => {
		const { patient, people } = await newCircle();
		const { doctorId, token } = people["mapped doctor"];
		const booking = { patient, doctor: doctorId, start: monday("09:00") };
		const { id } = (await post(PATH, booking, people.owner.token)).body;
		await shift(id, inMinutes(-10));
		for (const { token } of [people.owner, people.self]) {
			for (const body of [{ status: "no_show" }, { status: "cancelled" }, { start: monday("10:00") }])
				expect(await patch(`${PATH}${id}/`, body, token)).toMatchObject({ status: 403 });
			expect(await del(`${PATH}${id}/`, token)).toMatchObject({ status: 403 });
			expect(await patch(`${PATH}${id}/`, { notes: "sorry" }, token)).toMatchObject({ status: 200 });
		}
		expect(await patch(`${PATH}${id}/`, { start: monday("10:00") }, people.staff.token)).toMatchObject({ status: 200 });
		await shift(id, inMinutes(-10));
		expect(await patch(`${PATH}${id}/`, { status: "no_show" }, token)).toMatchObject({ status: 200 });
	});

	it("by being cancelled frees its time, and an admin takes it back only while that is free", async () => {
		const practice = await newPractice();
		const { id } = await booked(practice, monday("09:00"));
		expect(await edit(practice, id, { status: "cancelled" }, practice.patient.token)).toMatchObject({ status: 200 });
		const second = await booked(practice, monday("09:15"));
		expect(await edit(practice, id, { status: "scheduled" }, practice.doctor.token)).toMatchObject({ status: 409 });
		expect(await edit(practice, id, { status: "scheduled" })).toMatchObject(BUSY);
		await edit(practice, second.id, { status: "cancelled" });
		expect(await edit(practice, id, { status: "scheduled" })).toMatchObject({ status: 200 });
	});

	it("is decided once: of two at the same moment one is told", async () => {
		const practice = await newPractice();
		const { id } = await booked(practice, monday("09:00"));
		await shift(id, inMinutes(-10));
		const answers = await Promise.all(
			["completed", "no_show", "cancelled"].map((status) => edit(practice, id, { status })),
		);
		expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
	});
});

describe("a deleted appointment", () => {
	it("is hidden, and restored by an admin where its time is free", async () => {
		const practice = await newPractice();
		const { id } = await booked(practice, monday("09:00"));
		const restore = (token = practice.admin.token) => post(`${PATH}${id}/restore/`, {}, token);
		expect(await restore()).toMatchObject({ status: 404 });
		expect(await del(`${PATH}${id}/`, practice.patient.token)).toMatchObject({ status: 204 });
		expect(await get(`${PATH}${id}/`, practice.admin.token)).toMatchObject({ status: 404 });
		expect(await restore(practice.patient.token)).toMatchObject({ status: 403 });
		const second = await booked(practice, monday("09:00"));
		expect(await restore()).toMatchObject(BUSY);
		await edit(practice, second.id, { status: "cancelled" });
		expect(await restore()).toMatchObject({ status: 200, body: { id, status: "scheduled" } });
	});

	it("is no appointment that took place, but for an admin", async () => {
		const practice = await newPractice();
		const { id } = await booked(practice, monday("09:00"));
		await shift(id, inMinutes(-10));
		await edit(practice, id, { status: "completed" });
		expect(await del(`${PATH}${id}/`, practice.patient.token)).toMatchObject({ status: 403 });
		expect(await del(`${PATH}${id}/`, practice.admin.token)).toMatchObject({ status: 204 });
		expect(await post(`${PATH}${id}/restore/`, {}, practice.admin.token)).toMatchObject({
			...{ status: 200, body: { status: "completed" } },
		});
	});
});

describe("who has gone", () => {
	it.each(["doctor", "patient"] as const)("a deleted %s has nothing ahead any more", async (who) => {
		const practice = await newPractice();
		const { admin, doctor, patient } = practice;
		const { id } = await booked(practice, monday("09:00"));
		const path = who === "doctor" ? `/api/doctors/${doctor.doctorId}/` : `/api/patients/${patient.patientId}/`;
		expect(await del(path, admin.token)).toMatchObject({ status: 204 });
		await post(`${path}restore/`, {}, admin.token);
		expect((await get(`${PATH}${id}/`, admin.token)).body.status).toBe("cancelled");
		expect(await book(practice, monday("09:00"))).toMatchObject({ status: 201 });
	});
});

describe("who sees an appointment", () => {
	it("those who see the patient, and its doctor; nobody else", async () => {
		const practice = await newPractice();
		const { admin, patient } = practice;
		const outside = await createUser("doctor");
		const { body } = await book(practice, monday("09:00"), { doctor: outside.doctorId }, patient.token);
		const path = `${PATH}${body.id}/`;
		for (const { token } of [admin, patient, practice.doctor, outside, await createUser("staff")])
			expect(await get(path, token)).toMatchObject({ status: 200, body: { patient_name: "Pat Doe" } });
		expect((await get(`/api/patients/${patient.patientId}/`, outside.token)).status).toBe(404);
		expect((await get(PATH, outside.token)).body).toMatchObject({ count: 1, results: [{ id: body.id }] });
		expect(await patch(path, { start: monday("10:00") }, outside.token)).toMatchObject({ status: 200 });
		for (const stranger of [await createUser("user"), await createUser("doctor"), (await newPractice()).patient]) {
			expect(await get(path, stranger.token)).toMatchObject({ status: 404 });
			expect(await patch(path, { notes: "mine" }, stranger.token)).toMatchObject({ status: 404 });
			expect(await del(path, stranger.token)).toMatchObject({ status: 404 });
			expect((await get(`${PATH}?patient=${patient.patientId}`, stranger.token)).body.count).toBe(0);
		}
	});
});
