import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { users } from "../../src/accounts/table.ts";
import { database } from "../../src/db/client.ts";
import { call, del, get, patch, post } from "../support/client.ts";
import { createUser, sessionOf } from "../support/factories.ts";
import { byRelation, type Circle, newCircle } from "../support/relations.ts";
import { add, LISTS, penicillin } from "./scene.ts";

describe.each(LISTS)("who may do what with %s", (list) => {
	// Whoever is refused changes nothing, and whoever reads neither: one circle serves those tests.
	let circle: Circle;
	let path: string;
	let item: { id: number };
	beforeAll(async () => {
		circle = await newCircle();
		path = `/api/patients/${circle.patient}/${list}/`;
		item = await add(path, penicillin, circle.people.admin.token);
	});

	//               admin staff mapped former other owner self patient nobody
	it.each(byRelation(200, 200, 200, 404, 404, 200, 200, 404, 401))("%s reads: %i", async (relation, status) => {
		for (const place of [path, `${path}?format=csv`, `${path}${item.id}/`])
			expect(await get(place, circle.tokenOf(relation))).toMatchObject({ status });
	});

	it.each(byRelation(201, 403, 201, 404, 404, 201, 201, 404, 401))("%s adds: %i", async (relation, status) => {
		expect(await post(path, { name: `of ${relation}` }, circle.tokenOf(relation))).toMatchObject({ status });
	});

	it.each(byRelation(200, 403, 200, 404, 404, 200, 200, 404, 401))("%s edits: %i", async (relation, status) => {
		for (const method of ["PUT", "PATCH"]) {
			const body = { description: `by ${relation}` };
			expect(await call(method, `${path}${item.id}/`, { token: circle.tokenOf(relation), body })).toMatchObject({
				status,
			});
		}
	});

	it.each(byRelation(204, 403, 204, 404, 404, 204, 204, 404, 401))("%s deletes: %i", async (relation, status) => {
		const { id } = await add(path, { name: `for ${relation} to delete` }, circle.people.admin.token);
		expect(await del(`${path}${id}/`, circle.tokenOf(relation))).toMatchObject({ status });
	});

	it("staff who are doctors of others read and write nothing", async () => {
		const doctor = await createUser("doctor");
		await database(env)
			.update(users)
			.set({ roles: ["staff", "doctor"] })
			.where(eq(users.id, doctor.id));
		const { token } = await sessionOf(doctor.username);
		expect(await get(path, token)).toMatchObject({ status: 200 });
		expect(await post(path, { name: "x" }, token)).toMatchObject({ status: 403 });
		expect(await patch(`${path}${item.id}/`, { name: "x" }, token)).toMatchObject({ status: 403 });
		expect(await del(`${path}${item.id}/`, token)).toMatchObject({ status: 403 });
	});

	it("what is on one patient's list is not on another's, nor on the other list", async () => {
		const other = await newCircle();
		const { token } = circle.people.admin;
		const elsewhere = list === "allergies" ? "medications" : "allergies";
		const { id } = await add(path, { name: "only here" }, token);
		for (const place of [`${other.patient}/${list}`, `${circle.patient}/${elsewhere}`]) {
			expect((await get(`/api/patients/${place}/?search=only`, token)).body.count).toBe(0);
			const answer = await get(`/api/patients/${place}/${id}/`, token);
			// The two tables count their ids for themselves.
			if (answer.status === 200) expect(answer.body.name).not.toBe("only here");
			else expect(answer.status).toBe(404);
		}
	});
});
