import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { remind } from "../../src/appointments/reminders.ts";
import { database } from "../../src/db/client.ts";
import { queuedEvent } from "../../src/notifications/events.ts";
import { outbox } from "../../src/outbox/table.ts";
import { del, get, patch } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { unique } from "../support/factories.ts";
import { eachMinute } from "../support/mailbox.ts";
import { nextTransactionFails } from "../support/statements.ts";
import { booked, inMinutes, newPractice, PATH, type Practice, shift } from "./diary.ts";

afterEach(() => vi.restoreAllMocks());

const HOUR = 60;
const DAY = 24 * HOUR;

/** An appointment that was booked long before, and now begins in so many minutes. */
async function ahead(practice: Practice, minutes: number): Promise<number> {
	const { id } = await booked(practice, inMinutes(3 * DAY));
	await shift(id, inMinutes(minutes));
	return id;
}

/** The reminders of an appointment that wait in the outbox. */
async function waiting(id: number) {
	const sql =
		"select event from outbox where event ->> 'type' = 'appointment.reminder' and event ->> 'appointment_id' = ?";
	const { results } = await DB.prepare(sql).bind(id).all<{ event: string }>();
	return results.map(({ event }) => queuedEvent.parse(JSON.parse(event)));
}

const kinds = async (id: number) => (await waiting(id)).map((event) => "ahead" in event && event.ahead);
const newsFor = ({ patient, doctor }: Practice) => ({
	...{ type: "mapping.started" as const, event_id: unique(), actor_id: null },
	...{ patient_id: patient.patientId, doctor_id: doctor.doctorId },
});

const run = () => remind(database(env));

describe("a reminder", () => {
	// So that nothing leaves the outbox while a test looks into it; what a test leaves there is not the next one's.
	beforeEach(() => {
		vi.spyOn(env.NOTIFICATIONS, "sendBatch").mockRejectedValue(new Error("The queue is down"));
	});
	afterEach(async () => {
		vi.restoreAllMocks();
		await DB.exec("delete from outbox");
	});

	it("is not of a patient who was deleted, whatever became of the appointment", async () => {
		const practice = await newPractice();
		const id = await ahead(practice, 30);
		await del(`/api/patients/${practice.patient.patientId}/`, practice.admin.token);
		await DB.prepare("update appointments set status = 'scheduled' where id = ?").bind(id).run();
		await run();
		expect(await kinds(id)).toEqual([]);
	});

	it.each([
		["in 25 hours", 25 * HOUR, []],
		["in 23 hours", 23 * HOUR, ["day"]],
		["in an hour and a bit", HOUR + 1, ["day"]],
		["within the hour", HOUR - 1, ["hour"]],
		["a minute ago", -1, []],
	])("of what begins %s", async (_, minutes, expected) => {
		const id = await ahead(await newPractice(), minutes);
		await run();
		expect(await kinds(id)).toEqual(expected);
	});

	it("is put into the outbox once, however often and at once the Worker looks", async () => {
		const practice = await newPractice();
		const id = await ahead(practice, 23 * HOUR);
		await Promise.all(Array.from({ length: 5 }, run));
		await run();
		expect(await waiting(id)).toEqual([
			{
				...{ type: "appointment.reminder", event_id: `appointment.reminder:day:${id}:1`, ahead: "day", actor_id: null },
				...{ appointment_id: id, patient_id: practice.patient.patientId, doctor_id: practice.doctor.doctorId },
				starts_at: (await get(`${PATH}${id}/`, practice.admin.token)).body.start,
			},
		]);
		await shift(id, inMinutes(30));
		await Promise.all(Array.from({ length: 5 }, run));
		expect(await kinds(id)).toEqual(["day", "hour"]);
	});

	it("never is of a cancelled or deleted one", async () => {
		const practice = await newPractice();
		const id = await ahead(practice, 23 * HOUR);
		await patch(`${PATH}${id}/`, { status: "cancelled" }, practice.admin.token);
		const other = await ahead(practice, 23 * HOUR);
		await del(`${PATH}${other}/`, practice.admin.token);
		await run();
		expect([...(await kinds(id)), ...(await kinds(other))]).toEqual([]);
	});

	it("a day ahead is not for who books later, nor one an hour ahead for who books in the last hour", async () => {
		const practice = await newPractice();
		const { id } = await booked(practice, inMinutes(5 * HOUR));
		const soon = await booked(practice, inMinutes(10));
		await run();
		expect([...(await kinds(id)), ...(await kinds(soon.id))]).toEqual([]);
		await shift(id, inMinutes(30));
		await run();
		expect(await kinds(id)).toEqual(["hour"]);
	});

	it("comes again for another time, and not for another end or note", async () => {
		const practice = await newPractice();
		const id = await ahead(practice, 23 * HOUR);
		await run();
		await patch(`${PATH}${id}/`, { duration_minutes: 45, notes: "fasting" }, practice.admin.token);
		await run();
		expect(await kinds(id)).toEqual(["day"]);
		await patch(`${PATH}${id}/`, { start: inMinutes(3 * DAY) }, practice.admin.token);
		await shift(id, inMinutes(23 * HOUR));
		await run();
		expect(new Set((await waiting(id)).map(({ event_id }) => event_id)).size).toBe(2);
	});

	it("of many waits for the next minute", async () => {
		const practice = await newPractice();
		const start = Date.now() + 23 * HOUR * 60_000;
		const { doctorId } = practice.doctor;
		await DB.prepare(
			`insert into appointments (patient_id, doctor_id, starts_at, ends_at, created_at, updated_at)
			with recursive n(i) as (select 0 union all select i + 1 from n where i < 500)
			select ?1, ?2, ?3 + i, ?3 + i + 1, 0, 0 from n`,
		)
			.bind(practice.patient.patientId, doctorId, start)
			.run();
		const left = () =>
			DB.prepare("select count(*) as n from appointments where doctor_id = ? and day_reminder_at is null")
				.bind(doctorId)
				.first("n");
		await run();
		expect(await left()).toBe(1);
		await run();
		expect(await left()).toBe(0);
	});
});

describe("the Worker's minute", () => {
	it("brings reminders into both inboxes, once", async () => {
		const practice = await newPractice();
		const id = await ahead(practice, 50);
		await Promise.all([eachMinute(), eachMinute()]);
		await eachMinute();
		for (const { token } of [practice.patient, practice.doctor]) {
			const reminders = async () =>
				(await get("/api/notifications/", token)).body.results.filter(
					({ notification_type }: { notification_type: string }) => notification_type === "APPOINTMENT_REMINDER",
				);
			await vi.waitFor(async () => expect(await reminders()).toHaveLength(1), 10_000);
			expect(await reminders()).toMatchObject([{ title: "Appointment in an hour", data: { appointment_id: id } }]);
		}
	});

	it("sends what waits also where reminders fail", async () => {
		const sent = vi.spyOn(env.NOTIFICATIONS, "sendBatch");
		const practice = await newPractice();
		await database(env)
			.insert(outbox)
			.values({ event: newsFor(practice) });
		nextTransactionFails();
		await expect(eachMinute()).rejects.toThrow();
		expect(sent).toHaveBeenCalledOnce();
		expect(await DB.prepare("select count(*) as n from outbox").first("n")).toBe(0);
	});
});
