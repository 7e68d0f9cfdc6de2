import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { database } from "../../src/db/client.ts";
import type { NotificationEvent } from "../../src/notifications/events.ts";
import { recipients } from "../../src/notifications/recipients.ts";
import { alertOpened } from "../support/alerts.ts";
import { del, patch, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createUser, type TestUser, unique } from "../support/factories.ts";
import { type Circle, newCircle } from "../support/relations.ts";

/** Of nobody's doing. */
const shared = (patient: number) => ({ event_id: unique(), patient_id: patient, actor_id: null });

const alert = (patient: number) => alertOpened(patient, { severity: "critical" });
const newRecord = (patient: number): NotificationEvent => ({
	...{ type: "record.created", ...shared(patient), record_id: 1 },
});

const told = async (event: NotificationEvent) => new Set(await recipients(database(env), event));
const ids = (...people: TestUser[]) => new Set(people.map(({ id }) => id));

describe("who is no doctor any more", () => {
	const ENDS: [string, (circle: Circle, id: number) => Promise<unknown>][] = [
		["the role is taken", ({ people }, id) => patch(`/api/users/${id}/`, { roles: ["user"] }, people.admin.token)],
		["the login is closed", ({ people }, id) => post(`/api/users/${id}/deactivate/`, {}, people.admin.token)],
	];

	it.each(ENDS)("hears of no patient: %s", async (_, end) => {
		const circle = await newCircle();
		const { self, owner, "mapped doctor": doctor } = circle.people;
		expect(await told(alert(circle.patient))).toEqual(ids(self, owner, doctor));
		expect(await told(newRecord(circle.patient))).toEqual(ids(doctor));
		expect(await end(circle, doctor.id)).toMatchObject({ status: 200 });
		expect(await told(alert(circle.patient))).toEqual(ids(self, owner));
		expect(await told(newRecord(circle.patient))).toEqual(ids());
	});
});

describe("of a deleted patient", () => {
	it("nobody hears any more, but of what the deletion itself has ended", async () => {
		const { patient, people } = await newCircle();
		const { admin, self, owner, "mapped doctor": doctor } = people;
		const care = { ...shared(patient), doctor_id: doctor.doctorId ?? 0 };
		const appointment = { ...care, appointment_id: 1, starts_at: "2030-01-07T09:00:00.000Z" };
		const silenced: NotificationEvent[] = [
			...[alert(patient), newRecord(patient)],
			{ type: "appointment.reminder", ahead: "day", ...appointment },
			{ type: "comment.added", ...shared(patient), record_id: 1 },
		];
		for (const event of silenced) expect((await told(event)).size).toBeGreaterThan(0);
		expect((await del(`/api/patients/${patient}/`, admin.token)).status).toBe(204);
		for (const event of silenced) expect(await told(event)).toEqual(ids());
		expect(await told({ type: "appointment.cancelled", ...appointment })).toEqual(ids(self, doctor));
		expect(await told({ type: "mapping.ended", ...care })).toEqual(ids(self, owner, doctor));
	});
});

describe("of a record without a login", () => {
	it("the owner hears what the patient would", async () => {
		const [owner, doctor] = [await createUser("user"), await createUser("doctor")];
		const { id } = (await post("/api/patients/", { first_name: "Kid" }, owner.token)).body;
		const meeting = { doctor_id: doctor.doctorId ?? 0, appointment_id: 1, starts_at: "2030-01-07T09:00:00.000Z" };
		for (const type of ["appointment.booked", "appointment.moved", "appointment.cancelled"] as const)
			expect(await told({ type, ...shared(id), ...meeting })).toEqual(ids(owner, doctor));
		expect(await told({ type: "appointment.reminder", ahead: "day", ...shared(id), ...meeting })).toEqual(
			ids(owner, doctor),
		);
		expect(await told({ type: "comment.added", ...shared(id), record_id: 1 })).toEqual(ids(owner));
	});

	it("and of one with a login they do not: the patient does", async () => {
		const { patient, people } = await newCircle();
		expect(await told({ type: "comment.added", ...shared(patient), record_id: 1 })).toEqual(ids(people.self));
	});
});

describe("an answer that calls for attention", () => {
	const flagged = (patient: number): NotificationEvent => ({
		...{ type: "assessment.flagged", ...shared(patient), assessment_id: 1 },
	});

	it("reaches a doctor who treats as the owner of the record", async () => {
		const [owner, lay] = [await createUser("doctor"), await createUser("user")];
		const create = async ({ token }: TestUser) =>
			(await post("/api/patients/", { first_name: "Kid" }, token)).body.id as number;
		expect(await told(flagged(await create(owner)))).toEqual(ids(owner));
		expect(await told(flagged(await create(lay)))).toEqual(ids());
	});

	it("never reaches the patient, not even one who is a doctor and their own", async () => {
		const { patient, people } = await newCircle();
		const self = people.self;
		await patch(`/api/users/${self.id}/`, { roles: ["patient", "doctor"] }, people.admin.token);
		const own = "update patients set owner_id = user_id where id = ?";
		await DB.prepare(own).bind(patient).run();
		expect(await told(flagged(patient))).toEqual(ids(people["mapped doctor"]));
	});
});
