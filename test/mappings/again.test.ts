import { describe, expect, it } from "vitest";
import { del, get, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createUser, type TestUser } from "../support/factories.ts";
import { arrived, inbox } from "../support/inbox.ts";
import { overtakenBy } from "../support/races.ts";
import { type Circle, newCircle } from "../support/relations.ts";

const DAY = 24 * 60 * 60 * 1000;

const map = (doctor: TestUser, patient: number, by = doctor) =>
	post("/api/mappings/", { patient, doctor: doctor.doctorId }, by.token);
const assign = (doctor: TestUser, patient: number) =>
	post("/api/auth/assign-doctor/", { patient_id: patient }, doctor.token);
const decide = (id: number, verdict: "accept" | "decline", by: TestUser) =>
	post(`/api/mappings/${id}/${verdict}/`, {}, by.token);
const sees = async (doctor: TestUser, patient: number) =>
	(await get(`/api/patients/${patient}/`, doctor.token)).status === 200;

/** The patient's mapping to the mapped doctor. */
const mappingIn = async ({ patient, people }: Circle) =>
	(await get(`/api/mappings/${patient}/`, people.admin.token)).body.results[0].id as number;

async function verified(circle: Circle, relation: "mapped doctor" | "other doctor"): Promise<TestUser> {
	const doctor = circle.people[relation];
	await post(`/api/users/${doctor.id}/verify/`, {}, circle.people.admin.token);
	return doctor;
}

it("a doctor who asked before they were verified begins at once when they ask again", async () => {
	for (const begin of [map, assign]) {
		const circle = await newCircle();
		const doctor = circle.people["other doctor"];
		expect((await begin(doctor, circle.patient)).body).not.toMatchObject({ status: "active" });
		expect(await sees(doctor, circle.patient)).toBe(false);
		await verified(circle, "other doctor");
		expect([200, 201]).toContain((await begin(doctor, circle.patient)).status);
		expect(await sees(doctor, circle.patient)).toBe(true);
	}
});

describe("a verified doctor who was put out of care", () => {
	it.each(["self", "owner", "admin"] as const)("by %s does not come back without consent", async (by) => {
		const circle = await newCircle();
		const { patient, people } = circle;
		const doctor = await verified(circle, "mapped doctor");
		const id = await mappingIn(circle);
		expect(await del(`/api/mappings/${id}/`, people[by].token)).toMatchObject({ status: 204 });
		expect(await assign(doctor, patient)).toMatchObject({ status: 202, body: { mapping: { id, status: "pending" } } });
		// Nor is the wish itself a way in.
		expect(await assign(doctor, patient)).toMatchObject({ status: 409 });
		expect(await map(doctor, patient)).toMatchObject({ status: 409 });
		expect(await sees(doctor, patient)).toBe(false);
		expect(await decide(id, "accept", people.self)).toMatchObject({ status: 200, body: { status: "active" } });
		expect(await sees(doctor, patient)).toBe(true);
	});

	it.each([
		["map", map],
		["assign", assign],
	] as const)("at the very moment in which they %s themself stays out", async (_, begin) => {
		const circle = await newCircle();
		const doctor = await verified(circle, "other doctor");
		const overtake = async () => {
			const { body } = await map(doctor, circle.patient, circle.people.admin);
			await del(`/api/mappings/${body.id}/`, circle.people.self.token);
		};
		const answer = await overtakenBy(overtake, () => begin(doctor, circle.patient));
		expect(answer.status).toBe(409);
		expect(await sees(doctor, circle.patient)).toBe(false);
	});
});

describe("a wish that was declined", () => {
	it("is not repeated for 30 days, and says from when on it may be", async () => {
		const { patient, people } = await newCircle();
		const doctor = people["other doctor"];
		const { id } = (await map(doctor, patient)).body;
		await decide(id, "decline", people.self);
		const declinedAt = Date.parse((await get(`/api/mappings/${id}/?by=mapping`, people.self.token)).body.ended_at);
		const detail = expect.stringContaining(new Date(declinedAt + 30 * DAY).toISOString());
		for (const ask of [map, assign])
			expect(await ask(doctor, patient)).toMatchObject({ status: 409, body: { detail } });
		const rest = DB.prepare("update mappings set ended_at = ended_at - ? where id = ?");
		await rest.bind(30 * DAY - 60_000, id).run();
		expect(await map(doctor, patient)).toMatchObject({ status: 409 });
		await rest.bind(60_000, id).run();
		expect(await map(doctor, patient)).toMatchObject({ status: 201, body: { id, status: "pending" } });
	});

	it("is so too where who speaks for the patient ends it", async () => {
		const { patient, people } = await newCircle();
		const doctor = people["other doctor"];
		const { id } = (await map(doctor, patient)).body;
		await del(`/api/mappings/${id}/`, people.owner.token);
		expect(await map(doctor, patient)).toMatchObject({ status: 409 });
	});

	it("does not bind who speaks for the patient", async () => {
		const { patient, people } = await newCircle();
		const doctor = people["other doctor"];
		const { id } = (await map(doctor, patient)).body;
		await decide(id, "decline", people.self);
		expect(await map(doctor, patient, people.self)).toMatchObject({ status: 201, body: { status: "active" } });
	});

	it("is not taken for one that the doctor has taken back", async () => {
		const { patient, people } = await newCircle();
		const doctor = people["other doctor"];
		const { id } = (await map(doctor, patient)).body;
		await del(`/api/mappings/${id}/`, doctor.token);
		expect(await map(doctor, patient)).toMatchObject({ status: 201, body: { status: "pending" } });
	});
});

describe("a doctor who is deleted while their wish waits", () => {
	it("takes it along, and ends nobody's care", async () => {
		const { patient, people } = await newCircle();
		const doctor = people["other doctor"];
		const { id } = (await assign(doctor, patient)).body.mapping;
		await del(`/api/doctors/${doctor.doctorId}/`, people.admin.token);
		expect(await decide(id, "accept", people.self)).toMatchObject({ status: 409 });
		expect(await sees(people["mapped doctor"], patient)).toBe(true);
		const trail = DB.prepare("select action from audit where entity = 'mapping' and entity_id = ? order by id");
		const { results } = await trail.bind(String(id)).all();
		expect(results.map(({ action }) => action)).toEqual(["mapping.request", "mapping.end"]);
	});

	it.each([
		["is deleted", (doctor: TestUser, admin: TestUser) => del(`/api/doctors/${doctor.doctorId}/`, admin.token)],
		[
			"is deactivated",
			(doctor: TestUser, admin: TestUser) => post(`/api/users/${doctor.id}/deactivate/`, {}, admin.token),
		],
	])("at the very moment of the consent %s: no care begins, none ends", async (_, leave) => {
		const { patient, people } = await newCircle();
		const doctor = people["other doctor"];
		const { id } = (await assign(doctor, patient)).body.mapping;
		const accept = () => decide(id, "accept", people.self);
		expect(await overtakenBy(() => leave(doctor, people.admin), accept)).toMatchObject({ status: 409 });
		expect(await sees(people["mapped doctor"], patient)).toBe(true);
		expect(await sees(doctor, patient)).toBe(false);
	});
});

describe("who hears of care", () => {
	const types = async (person: TestUser, count: number) =>
		(await arrived(person.token, count)).map(({ notification_type }) => notification_type);

	it("that a doctor begins by themself: patient and owner, of which doctor; and of its end all but who ended it", async () => {
		const circle = await newCircle({ first_name: "Ada", last_name: "Byron" });
		const { patient, people } = circle;
		const doctor = await verified(circle, "other doctor");
		const { id } = (await map(doctor, patient)).body;
		for (const { token } of [people.self, people.owner])
			expect(await arrived(token, 1)).toMatchObject([
				{ notification_type: "DOCTOR_ASSIGNED", message: "Dora now treats Ada Byron, and sees their data." },
			]);
		expect(await inbox(doctor.token)).toEqual([]);
		await del(`/api/mappings/${id}/`, people.self.token);
		expect(await arrived(doctor.token, 1)).toMatchObject([
			{ notification_type: "CARE_ENDED", message: "Dora no longer treats Ada Byron." },
		]);
		expect(await types(people.owner, 2)).toEqual(["CARE_ENDED", "DOCTOR_ASSIGNED"]);
		expect(await types(people.self, 1)).toEqual(["DOCTOR_ASSIGNED"]);
		expect(await inbox(people["mapped doctor"].token)).toEqual([]);
	});

	it("that another takes over: the doctor who is put out of it too", async () => {
		const circle = await newCircle();
		const { people } = circle;
		await assign(await verified(circle, "other doctor"), circle.patient);
		expect(await types(people["mapped doctor"], 1)).toEqual(["CARE_ENDED"]);
		for (const person of [people.self, people.owner])
			expect((await types(person, 2)).toSorted()).toEqual(["CARE_ENDED", "DOCTOR_ASSIGNED"]);
	});

	it("that was only wished for: nobody, of its end", async () => {
		const { patient, people } = await newCircle();
		const [wisher, next] = [people["other doctor"], await createUser("doctor")];
		const { id } = (await map(wisher, patient)).body;
		await decide(id, "decline", people.self);
		// One that does arrive shows that the inbox is not merely slow.
		await map(next, patient, people.admin);
		expect(await types(people.owner, 2)).toEqual(["DOCTOR_ASSIGNED", "CONSENT_REQUESTED"]);
		expect(await inbox(wisher.token)).toEqual([]);
	});
});
