import { describe, expect, it } from "vitest";
import { call, del, get, patch, post, put } from "../support/client.ts";
import { createUser, endMappings } from "../support/factories.ts";
import { overtakenBy } from "../support/races.ts";
import { newCircle } from "../support/relations.ts";
import { statementsOf } from "../support/work.ts";
import { add, ENTITIES, fresh, LISTS, penicillin, trailOf } from "./scene.ts";

describe.each(LISTS)("adding to %s", (list) => {
	it("one answers it", async () => {
		const { path, admin, patient, people } = await fresh(list);
		const answer = await post(path, penicillin, admin);
		expect(answer.body).toEqual({
			...penicillin,
			...{ id: expect.any(Number), patient, created_by: people.admin.id, version: 1 },
			...{ created_at: expect.any(String), updated_at: expect.any(String) },
		});
		expect((await get(path, admin)).body).toEqual({ count: 1, next: null, previous: null, results: [answer.body] });
		expect((await get(`${path}${answer.body.id}/`, admin)).body).toEqual(answer.body);
	});

	it("several answers them, in their order", async () => {
		const { path, admin } = await fresh(list);
		const names = ["Latex", "Äpfel", "Nuts; '--"];
		const { status, body } = await post(
			path,
			names.map((name) => ({ name })),
			admin,
		);
		expect(status).toBe(201);
		expect(body).toMatchObject(names.map((name) => ({ name, description: null, version: 1 })));
		expect((await get(`${path}?ordering=id`, admin)).body.results).toEqual(body);
	});

	it("thirty at once is the most", async () => {
		const { path, admin } = await fresh(list);
		const many = Array.from({ length: 31 }, (_, index) => ({ name: `n${index}`, description: "x" }));
		expect(await post(path, many, admin)).toMatchObject({ status: 400 });
		expect(await post(path, many.slice(1), admin)).toMatchObject({ status: 201 });
		expect((await get(path, admin)).body.count).toBe(30);
	});

	it.each(["penicillin", "PENICILLIN", " Penicillin "])("%j a second time is refused", async (name) => {
		const { path, admin } = await fresh(list);
		await add(path, penicillin, admin);
		const answer = await post(path, { name }, admin);
		expect(answer).toMatchObject({ status: 409, body: { errors: { name: ["is on the list already"] } } });
		expect((await get(path, admin)).body.count).toBe(1);
	});

	it("the same beyond ASCII is refused too", async () => {
		const { path, admin } = await fresh(list);
		await add(path, { name: "Äpfel" }, admin);
		expect(await post(path, { name: "ÄPFEL" }, admin)).toMatchObject({ status: 409 });
	});

	it("a list is all or nothing, and says which of it is known", async () => {
		const { path, admin } = await fresh(list);
		await add(path, penicillin, admin);
		const answer = await post(path, [{ name: "Latex" }, { name: "penicillin" }], admin);
		expect(answer.body.errors).toEqual({ "1.name": ["is on the list already"] });
		expect((await get(path, admin)).body.count).toBe(1);
	});

	it("a list that names something twice is refused", async () => {
		const { path, admin } = await fresh(list);
		const answer = await post(path, [{ name: "Latex" }, { name: "LATEX" }], admin);
		expect(answer).toMatchObject({ status: 400, body: { errors: { "1.name": ["is named twice"] } } });
		expect((await get(path, admin)).body.count).toBe(0);
	});

	it("the same by two at once adds it once", async () => {
		const { path, admin, people } = await fresh(list);
		const answers = await Promise.all(
			[admin, people.self.token, people["mapped doctor"].token].map((token) => post(path, penicillin, token)),
		);
		expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
		expect((await get(path, admin)).body.count).toBe(1);
	});

	it("the same for another patient, or after its deletion, is fine", async () => {
		const [one, two] = [await fresh(list), await fresh(list)];
		const { id } = await add(one.path, penicillin, one.admin);
		await add(two.path, penicillin, two.admin);
		await del(`${one.path}${id}/`, one.admin);
		await add(one.path, penicillin, one.admin);
	});

	it.each([
		["name", {}],
		["name", { name: "" }],
		["name", { name: "x".repeat(201) }],
		["name", { name: 7 }],
		["description", { name: "x", description: "x".repeat(2_001) }],
		["1.name", [{ name: "x" }, { name: "" }]],
		["1.name", [{ name: "x" }, { description: "x" }]],
		["body", []],
		["body", "[1"],
	])("names a wrong %s: %j", async (field, body) => {
		const { path, admin } = await fresh(list);
		const answer = await post(path, body, admin);
		expect(answer.status).toBe(400);
		expect(Object.keys(answer.body.errors)).toEqual(body === "[1" ? [] : [field]);
	});

	it("is not done once the mapping has ended, be it in the very moment of writing", async () => {
		const { path, admin, people, patient } = await fresh(list);
		const add = () => post(path, penicillin, people["mapped doctor"].token);
		expect(await overtakenBy(() => endMappings(patient), add)).toMatchObject({ status: 404 });
		expect((await get(path, admin)).body.count).toBe(0);
	});

	it("is for an owner who is a doctor, too", async () => {
		const doctor = await createUser("doctor");
		const { id } = (await post("/api/patients/", { first_name: "Jon" }, doctor.token)).body;
		await add(`/api/patients/${id}/${list}/`, penicillin, doctor.token);
	});
});

describe.each(LISTS)("an edit of %s", (list) => {
	it.each([put, patch])("changes what it names", async (send) => {
		const { path, admin } = await fresh(list);
		const item = await add(path, penicillin, admin);
		const answer = await send(`${path}${item.id}/`, { name: "Penicillin G" }, admin);
		expect(answer.headers.get("ETag")).toBe('"2"');
		const changed = { name: "Penicillin G", version: 2, updated_at: expect.any(String) };
		expect(answer.body).toEqual({ ...item, ...changed });
		expect((await send(`${path}${item.id}/`, { description: "" }, admin)).body.description).toBeNull();
	});

	it("may spell a name anew, and not take another's", async () => {
		const { path, admin } = await fresh(list);
		const [one] = await add(path, [{ name: "Latex" }, { name: "Nuts" }], admin);
		expect(await patch(`${path}${one.id}/`, { name: "LATEX" }, admin)).toMatchObject({ status: 200 });
		const answer = await patch(`${path}${one.id}/`, { name: "nuts" }, admin);
		expect(answer).toMatchObject({ status: 409, body: { errors: { name: ["is on the list already"] } } });
	});

	it("on an old version is refused", async () => {
		const { path, admin } = await fresh(list);
		const { id } = await add(path, penicillin, admin);
		const headers = { "If-Match": '"1"' };
		const send = (description: string) =>
			call("PATCH", `${path}${id}/`, { token: admin, body: { description }, headers });
		expect((await Promise.all([send("a"), send("b")])).map(({ status }) => status).sort()).toEqual([200, 412]);
		expect(await call("DELETE", `${path}${id}/`, { token: admin, headers })).toMatchObject({ status: 412 });
		expect(await get(`${path}${id}/`, admin)).toMatchObject({ status: 200, body: { version: 2 } });
	});

	it("of what is deleted, or was never there, finds nothing", async () => {
		const { path, admin, patient } = await fresh(list);
		const { id } = await add(path, penicillin, admin);
		const edit = () => patch(`${path}${id}/`, { name: "x" }, admin);
		expect(await overtakenBy(() => del(`${path}${id}/`, admin), edit)).toMatchObject({ status: 404 });
		expect((await trailOf(patient, list)).map(({ action }) => action)).toEqual([
			`${ENTITIES[list]}.create`,
			`${ENTITIES[list]}.delete`,
		]);
		for (const gone of [id, 999_999_999]) {
			expect(await patch(`${path}${gone}/`, { name: "x" }, admin)).toMatchObject({ status: 404 });
			expect(await del(`${path}${gone}/`, admin)).toMatchObject({ status: 404 });
		}
	});

	it("is not written once the mapping has ended, be it in the very moment of writing", async () => {
		const { path, admin, people, patient } = await fresh(list);
		const { id } = await add(path, penicillin, admin);
		const edit = () => patch(`${path}${id}/`, { name: "late" }, people["mapped doctor"].token);
		expect(await overtakenBy(() => endMappings(patient), edit)).toMatchObject({ status: 404 });
		expect((await get(`${path}${id}/`, admin)).body).toMatchObject({ name: "Penicillin", version: 1 });
	});
});

describe.each(LISTS)("what was taken off %s", (list) => {
	it("an admin puts back, once", async () => {
		const { path, admin, people, patient } = await fresh(list);
		const item = await add(path, penicillin, admin);
		const restore = `${path}${item.id}/restore/`;
		expect(await post(restore, {}, admin)).toMatchObject({ status: 404 });
		await del(`${path}${item.id}/`, people.self.token);
		expect(await post(restore, {}, people.self.token)).toMatchObject({ status: 403 });
		const back = await post(restore, {}, admin);
		expect(back).toMatchObject({ status: 200, body: { ...item, version: 3, updated_at: expect.any(String) } });
		expect((await get(path, people.self.token)).body.results).toEqual([back.body]);
		expect(await post(restore, {}, admin)).toMatchObject({ status: 404 });
		expect((await trailOf(patient, list)).at(-1)).toMatchObject({ action: `${ENTITIES[list]}.restore` });
	});

	it("stays off it where it was written down again meanwhile", async () => {
		const { path, admin } = await fresh(list);
		const { id } = await add(path, penicillin, admin);
		await del(`${path}${id}/`, admin);
		const restore = () => post(`${path}${id}/restore/`, {}, admin);
		const answer = await overtakenBy(() => add(path, { name: "PENICILLIN" }, admin), restore);
		expect(answer).toMatchObject({ status: 409, body: { errors: { name: ["is on the list already"] } } });
		expect((await get(path, admin)).body.count).toBe(1);
	});
});

describe.each(LISTS)("the list of %s", (list) => {
	it.each([
		["", ["Nuts", "Latex", "Cats"]],
		["ordering=name", ["Cats", "Latex", "Nuts"]],
		["search=LAT", ["Latex"]],
		["search=sneezes", ["Cats"]],
		["page_size=2&page=2", ["Cats"]],
	])("with %s: %j", async (query, found) => {
		const { path, admin } = await fresh(list);
		await add(path, [{ name: "Cats", description: "sneezes" }, { name: "Latex" }, { name: "Nuts" }], admin);
		const { body } = await get(`${path}?${query}`, admin);
		expect(body.results.map(({ name }: { name: string }) => name)).toEqual(found);
		expect(body.count).toBe(query.includes("search") ? 1 : 3);
	});

	it("takes the same work for one thing and for twenty", async () => {
		const { path, admin } = await fresh(list);
		const statements = () => statementsOf(() => get(path, admin));
		await add(path, penicillin, admin);
		const before = await statements();
		await add(
			path,
			Array.from({ length: 19 }, (_, index) => ({ name: `n${index}` })),
			admin,
		);
		expect((await get(path, admin)).body.count).toBe(20);
		expect(await statements()).toBe(before);
	});
});

it.each(LISTS)("the audit trail knows each of %s, and no values", async (list) => {
	const { path, admin, patient, people } = await fresh(list);
	const [one, two] = await add(path, [penicillin, { name: "Latex" }], admin);
	await patch(`${path}${one.id}/`, { description: "secret" }, people["mapped doctor"].token);
	await del(`${path}${two.id}/`, people.self.token);
	await post(path, { name: "penicillin" }, admin);
	const results = await trailOf(patient, list);
	const entity = ENTITIES[list];
	expect(results).toMatchObject([
		{ action: `${entity}.create`, entity_id: String(one.id), actor_id: people.admin.id },
		{ action: `${entity}.create`, entity_id: String(two.id) },
		{ action: `${entity}.edit`, entity_id: String(one.id), fields: '["description"]' },
		{ action: `${entity}.delete`, entity_id: String(two.id), actor_id: people.self.id },
	]);
	expect(JSON.stringify(results)).not.toMatch(/secret|Latex/);
});

describe("seed 2's path for the patient themself", () => {
	it.each(LISTS)("adds one or several %s of their own", async (list) => {
		const { path, people, patient } = await fresh(list);
		const { token } = people.self;
		const own = `/api/v1/patients/${list}/`;
		expect(await post(own, { name: "Latex" }, token)).toMatchObject({ status: 201, body: { patient, name: "Latex" } });
		expect(await post(own, [{ name: "Nuts" }, { name: "Cats" }], token)).toMatchObject({ status: 201 });
		expect((await get(path, token)).body.count).toBe(3);
		expect(await post(own, { name: "latex" }, token)).toMatchObject({ status: 409 });
	});

	it.each(["admin", "staff", "owner", "mapped doctor"] as const)("is not for %s", async (relation) => {
		const circle = await newCircle();
		for (const list of LISTS)
			expect(await post(`/api/v1/patients/${list}/`, { name: "x" }, circle.tokenOf(relation))).toMatchObject({
				status: 403,
			});
	});

	it("finds nobody where the patient was deleted", async () => {
		const { people, patient } = await newCircle();
		await del(`/api/patients/${patient}/`, people.admin.token);
		expect(await post("/api/v1/patients/allergies/", { name: "x" }, people.self.token)).toMatchObject({ status: 404 });
	});
});
