import { beforeAll, describe, expect, it } from "vitest";
import { get } from "../support/client.ts";
import { Pages } from "../support/console.ts";
import { createUser } from "../support/factories.ts";
import { type Circle, newCircle } from "../support/relations.ts";

let circle: Circle;
beforeAll(async () => {
	circle = await newCircle();
});

async function refusalsOf(user: { id: number }) {
	const { body } = await get(`/api/audit/?actor=${user.id}&action=refusal`, circle.people.admin.token);
	return body.results.map(({ entity_id }: { entity_id: string }) => entity_id);
}

describe("who asks for what they may not do", () => {
	it.each([
		["/ward", "patient"],
		["/me", "staff"],
		["/patients/new", "staff"],
		["/admin/users?search=Doe", "doctor"],
	] as const)("leaves an entry in the audit trail: %s of a %s", async (path, role) => {
		const user = await createUser(role);
		expect((await new Pages(user).get(path)).status).toBe(403);
		expect(await refusalsOf(user)).toEqual([`GET ${path.split("?")[0]}`]);
	});

	it("leaves one for a form too, also where the service refuses it", async () => {
		const nurse = await createUser("staff");
		const pages = new Pages(nurse);
		const paths = [`/patients/${circle.patient}/records`, `/patients/${circle.patient}/chart/allergies`];
		for (const path of paths) expect((await pages.post(path, { name: "Nuts", title: "Visit" })).status).toBe(403);
		expect((await refusalsOf(nurse)).sort()).toEqual(paths.map((path) => `POST ${path}`).sort());
	});

	it("leaves none for what is not there for them", async () => {
		const other = circle.people["other doctor"];
		expect((await new Pages(other).get(`/patients/${circle.patient}`)).status).toBe(404);
		expect(await refusalsOf(other)).toEqual([]);
	});
});
