import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { database } from "../../src/db/client.ts";
import { patients } from "../../src/patients/table.ts";
import { call, get, post } from "../support/client.ts";
import { endMappings } from "../support/factories.ts";
import { anotherDoctor, byRelation, type Circle, newCircle } from "../support/relations.ts";
import { byDoctor, byPatient, checkup, HEALTH_RECORDS, RECORDS, withRecords } from "./scene.ts";

// Whoever is refused changes nothing, and whoever reads neither: one circle serves those tests.
let circle: Circle;
let own: { id: number };
let doctors: { id: number };
beforeAll(async () => {
	({ circle, own, doctors } = await withRecords());
});

describe.each([HEALTH_RECORDS, RECORDS])("at %s", (door) => {
	//               admin staff mapped former other owner self patient nobody
	it.each(byRelation(200, 200, 200, 404, 404, 200, 200, 404, 401))("%s reads one: %i", async (relation, status) => {
		for (const { id } of [own, doctors])
			expect(await get(`${door}${id}/`, circle.tokenOf(relation))).toMatchObject({ status });
	});

	it.each(byRelation(2, 2, 2, 0, 0, 2, 2, 0, 0))("%s finds as many as they may read: %i", async (relation, count) => {
		const { body } = await get(`${door}?patient=${circle.patient}`, circle.tokenOf(relation));
		if (relation === "anonymous") return expect(body.code).toBe("unauthenticated");
		expect(body.count).toBe(count);
		const ids = body.results.map(({ id }: { id: number }) => id).sort();
		expect(ids).toEqual(count === 0 ? [] : [own.id, doctors.id].sort());
	});

	it("shows a patient their own and nobody else's without asking", async () => {
		const { results } = (await get(door, circle.people.self.token)).body;
		expect(new Set(results.map(({ patient }: { patient: number }) => patient))).toEqual(new Set([circle.patient]));
		expect((await get(door, circle.people["other patient"].token)).body.count).toBe(0);
	});
});

describe("writing", () => {
	it.each(
		byRelation(403, 403, 403, 403, 403, 403, 201, 201, 401),
	)("at health-records, by %s: %i", async (relation, status) => {
		const token = circle.tokenOf(relation);
		const fresh = await newCircle();
		const answer = await call("POST", HEALTH_RECORDS, {
			token: status === 201 ? fresh.tokenOf(relation) : token,
			body: checkup(),
		});
		expect(answer).toMatchObject({ status });
		if (status === 201)
			expect(answer.body.patient).toBe(relation === "self" ? fresh.patient : fresh.people["other patient"].patientId);
	});

	it.each(
		byRelation(201, 403, 201, 400, 400, 403, 403, 403, 401),
	)("at records, by %s: %i", async (relation, status) => {
		const there = status === 201 ? await newCircle() : circle;
		const body = checkup({ patient: there.patient });
		const answer = await call("POST", RECORDS, { token: there.tokenOf(relation), body });
		expect(answer).toMatchObject({ status });
		if (status === 400) expect(answer.body.errors).toEqual({ patient: ["is not a patient whom you treat"] });
		if (status === 201) expect(answer.body).toMatchObject({ patient: there.patient, version: 1 });
	});

	it("a patient writes of themself although they own another's record too, and not of that one", async () => {
		const { people, patient } = await newCircle();
		const { self } = people;
		const child = people["other patient"].patientId ?? 0;
		await database(env).update(patients).set({ ownerId: self.id }).where(eq(patients.id, child));
		expect(await get(`/api/patients/${child}/`, self.token)).toMatchObject({ status: 200 });
		expect(await post(HEALTH_RECORDS, checkup(), self.token)).toMatchObject({ status: 201, body: { patient } });
		expect(await post(HEALTH_RECORDS, checkup({ patient: child }), self.token)).toMatchObject({ status: 400 });
	});

	it("a patient cannot write of another", async () => {
		const { self, "other patient": other } = circle.people;
		const answer = await call("POST", HEALTH_RECORDS, {
			token: other.token,
			body: checkup({ patient: self.patientId }),
		});
		expect(answer).toMatchObject({ status: 400, body: { errors: { patient: ["can only be you"] } } });
	});
});

describe.each(["PUT", "PATCH"])("%s", (method) => {
	const edit = (door: string, id: number, token?: string) =>
		call(method, `${door}${id}/`, { token, body: { diagnosis: "none" } });

	it.each(
		byRelation(403, 403, 403, 403, 403, 403, 200, 404, 401),
	)("the patient's own record at health-records, by %s: %i", async (relation, status) => {
		expect(await edit(HEALTH_RECORDS, own.id, circle.tokenOf(relation))).toMatchObject({ status });
	});

	it.each(
		byRelation(200, 403, 403, 404, 404, 403, 403, 403, 401),
	)("the patient's own record at records, by %s: %i", async (relation, status) => {
		expect(await edit(RECORDS, own.id, circle.tokenOf(relation))).toMatchObject({ status });
	});

	it.each(
		byRelation(200, 403, 200, 404, 404, 403, 403, 403, 401),
	)("the doctor's record at records, by %s: %i", async (relation, status) => {
		expect(await edit(RECORDS, doctors.id, circle.tokenOf(relation))).toMatchObject({ status });
	});

	it("the doctor's record is not the patient's to change, nor another doctor's", async () => {
		const detail = "Only its author and an admin may change a record. You may comment on it.";
		expect(await edit(HEALTH_RECORDS, doctors.id, circle.people.self.token)).toMatchObject({
			status: 403,
			body: { detail },
		});
		const colleague = await anotherDoctor(circle.patient);
		expect(await edit(RECORDS, doctors.id, colleague.token)).toMatchObject({ status: 403, body: { detail } });
	});
});

describe("deleting", () => {
	it.each(
		byRelation(403, 403, 403, 403, 403, 403, 204, 404, 401),
	)("the patient's own record at health-records, by %s: %i", async (relation, status) => {
		const there = status === 204 ? await newCircle() : circle;
		const { id } = status === 204 ? await byPatient(there) : own;
		expect(await call("DELETE", `${HEALTH_RECORDS}${id}/`, { token: there.tokenOf(relation) })).toMatchObject({
			status,
		});
	});

	it.each(
		byRelation(204, 403, 204, 404, 404, 403, 403, 403, 401),
	)("the doctor's record at records, by %s: %i", async (relation, status) => {
		const there = status === 204 ? await newCircle() : circle;
		const { id } = status === 204 ? await byDoctor(there) : doctors;
		expect(await call("DELETE", `${RECORDS}${id}/`, { token: there.tokenOf(relation) })).toMatchObject({ status });
	});
});

describe("commenting", () => {
	it.each(byRelation(201, 403, 201, 404, 404, 403, 403, 403, 401))("by %s: %i", async (relation, status) => {
		for (const { id } of [own, doctors]) {
			const path = `${HEALTH_RECORDS}${id}/comments/`;
			const answer = await call("POST", path, { token: circle.tokenOf(relation), body: { comment: "Looks good." } });
			expect(answer).toMatchObject({ status });
		}
	});

	it.each(byRelation(200, 200, 200, 404, 404, 200, 200, 404, 401))("is read by %s: %i", async (relation, status) => {
		expect(await get(`${HEALTH_RECORDS}${own.id}/comments/`, circle.tokenOf(relation))).toMatchObject({ status });
	});
});

it("a doctor whose mapping has ended sees and writes nothing, not even what they wrote", async () => {
	const there = await newCircle();
	const { id } = await byDoctor(there);
	const { token } = there.people["mapped doctor"];
	await endMappings(there.patient);
	for (const door of [HEALTH_RECORDS, RECORDS]) {
		expect(await get(`${door}${id}/`, token)).toMatchObject({ status: 404 });
		expect((await get(door, token)).body.count).toBe(0);
	}
	expect(await call("PATCH", `${RECORDS}${id}/`, { token, body: { title: "x" } })).toMatchObject({ status: 404 });
	expect(await call("DELETE", `${RECORDS}${id}/`, { token })).toMatchObject({ status: 404 });
	const path = `${HEALTH_RECORDS}${id}/comments/`;
	expect(await call("POST", path, { token, body: { comment: "x" } })).toMatchObject({ status: 404 });
	expect(await call("POST", RECORDS, { token, body: checkup({ patient: there.patient }) })).toMatchObject({
		status: 400,
	});
});
