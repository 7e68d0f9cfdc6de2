import { env } from "cloudflare:workers";
import { and, eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { database } from "../../src/db/client.ts";
import { isPresent } from "../../src/doctors/presence.ts";
import { doctors } from "../../src/doctors/table.ts";
import { del, get, patch, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createPatient, mapDoctor, type TestUser } from "../support/factories.ts";
import { newCircle } from "../support/relations.ts";

interface Ended {
	admin: TestUser;
	doctor: TestUser;
}

/** How somebody stops practising here, and how they are back. */
const WAYS: [string, (ended: Ended) => Promise<unknown>, (ended: Ended) => Promise<unknown>][] = [
	[
		"was deleted",
		({ admin, doctor }) => del(`/api/doctors/${doctor.doctorId}/`, admin.token),
		({ admin, doctor }) => post(`/api/doctors/${doctor.doctorId}/restore/`, {}, admin.token),
	],
	[
		"was deactivated",
		({ admin, doctor }) => post(`/api/users/${doctor.id}/deactivate/`, {}, admin.token),
		({ admin, doctor }) => post(`/api/users/${doctor.id}/activate/`, {}, admin.token),
	],
	[
		"has lost the role",
		({ admin, doctor }) => patch(`/api/users/${doctor.id}/`, { roles: ["user"] }, admin.token),
		({ admin, doctor }) => patch(`/api/users/${doctor.id}/`, { roles: ["doctor"] }, admin.token),
	],
];

/** What the others see of a doctor and of their care for a patient. */
async function seen({ doctorId }: TestUser, patient: number, { token }: TestUser) {
	const listed = (path: string, as?: string) => get(path, as).then(({ body }) => body.results as { id: number }[]);
	const has = (rows: { id: number }[]) => rows.some(({ id }) => id === doctorId);
	return {
		single: (await get(`/api/doctors/${doctorId}/`)).status,
		publicly: has(await listed("/api/doctors/?ordering=-id&page_size=100")),
		signedIn: has(await listed("/api/doctors/?ordering=-id&page_size=100", token)),
		assigned: (await get(`/api/patients/${patient}/`, token)).body.assigned_doctor,
		theirs: (await listed(`/api/patients/?doctor_id=${doctorId}`, token)).length,
		mapped: (await listed(`/api/mappings/?patient=${patient}`, token)).length,
		active: (await listed(`/api/mappings/?patient=${patient}&status=active`, token)).length,
	};
}

describe.each(WAYS)("a doctor who %s", (_, end, back) => {
	it("is in no list and in charge of nobody, until they are back", async () => {
		const { patient, people } = await newCircle();
		const { admin, owner, "mapped doctor": doctor } = people;
		const there = await seen(doctor, patient, admin);
		expect(there).toEqual({
			...{ single: 200, publicly: true, signedIn: true },
			...{ assigned: doctor.doctorId, theirs: 1, mapped: 1, active: 1 },
		});
		await end({ admin, doctor });
		expect(await seen(doctor, patient, admin)).toEqual({
			...{ single: 404, publicly: false, signedIn: false },
			...{ assigned: null, theirs: 0, mapped: 0, active: 0 },
		});
		expect((await get(`/api/mappings/?patient=${patient}&status=ended`, owner.token)).body.count).toBe(1);
		await back({ admin, doctor });
		expect(await seen(doctor, patient, admin)).toEqual(there);
	});

	it("is neither booked nor mapped", async () => {
		const { patient, people } = await newCircle();
		const { admin, "mapped doctor": doctor } = people;
		await end({ admin, doctor });
		const booking = { patient, doctor: doctor.doctorId, start: "2030-01-07T09:00:00Z" };
		expect(await post("/api/appointments/", booking, admin.token)).toMatchObject({
			...{ status: 400, body: { errors: { doctor: ["is not a doctor here"] } } },
		});
		const other = await createPatient(admin);
		const mapping = { patient: other.id, doctor: doctor.doctorId };
		expect(await post("/api/mappings/", mapping, admin.token)).toMatchObject({
			...{ status: 400, body: { errors: { doctor: ["is not a doctor here"] } } },
		});
	});
});

it("a doctor without a login practises here", async () => {
	const { patient, people } = await newCircle();
	const { admin } = people;
	const { id } = (await post("/api/doctors/", { first_name: "Nora" }, admin.token)).body;
	await mapDoctor({ ...admin, doctorId: id }, patient);
	expect((await get(`/api/doctors/${id}/`)).status).toBe(200);
	expect((await get(`/api/patients/?doctor_id=${id}`, admin.token)).body.count).toBe(1);
	const booking = { patient, doctor: id, start: "2030-01-07T09:00:00Z" };
	expect(await post("/api/appointments/", booking, admin.token)).toMatchObject({ status: 201 });
});

it("whether a doctor practises here is looked up by keys alone", async () => {
	const query = database(env)
		.select()
		.from(doctors)
		.where(and(eq(doctors.id, 1), isPresent));
	const { sql, params } = query.toSQL();
	const plan = await DB.prepare(`explain query plan ${sql}`)
		.bind(...params)
		.all<{ detail: string }>();
	const details = plan.results.map(({ detail }) => detail).filter((detail) => /^(SCAN|SEARCH)/.test(detail));
	expect(details).toEqual([
		expect.stringMatching(/^SEARCH doctors USING INTEGER PRIMARY KEY/),
		expect.stringMatching(/^SEARCH login USING INTEGER PRIMARY KEY/),
		expect.stringMatching(/^SCAN role VIRTUAL TABLE/),
	]);
});
