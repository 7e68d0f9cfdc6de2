import { beforeAll, describe, expect, it } from "vitest";
import { get } from "../../support/client.ts";
import { Pages } from "../../support/console.ts";
import { createPatient, createUser, type TestUser } from "../../support/factories.ts";

const LISTS = [
	...["users", "doctors", "mappings", "appointments", "webhooks", "deliveries", "dead-letters", "audit", "deleted"],
].map((name) => `/admin/${name}`);
const OTHERS = ["", "/doctors/new", "/bulk", "/bulk/assign", "/bulk/schedule", "/bulk/reports"].map(
	(name) => `/admin${name}`,
);

let admin: TestUser;
beforeAll(async () => {
	admin = await createUser("admin");
});

describe.each([...LISTS, ...OTHERS])("%s", (path) => {
	it("is for admins", async () => {
		const { status, text } = await new Pages(admin).get(path);
		expect(status).toBe(200);
		expect(text.match(/<h1>/g)).toHaveLength(1);
		expect(text).toMatch(/<nav aria-label="Administration">.*aria-current="page"/s);
	});

	it.each(["staff", "doctor", "patient", "user"] as const)("is refused to a %s", async (role) => {
		expect((await new Pages(await createUser(role)).get(path)).status).toBe(403);
	});

	it("asks a stranger to sign in", async () => {
		const { status, location } = await new Pages().get(path);
		expect([status, location]).toEqual([303, `/?next=${encodeURIComponent(path)}`]);
	});
});

describe.each(LISTS)("the list at %s", (path) => {
	it("is a file too", async () => {
		const { headers } = await new Pages(admin).get(`${path}?format=csv`);
		expect(headers.get("Content-Type")).toBe("text/csv; charset=utf-8");
		expect(headers.get("Content-Disposition")).toMatch(/^attachment; filename="[\w-]+\.csv"$/);
	});

	it("has filters whose blanks do not narrow it", async () => {
		const { text } = await new Pages(admin).get(path);
		const names = [...text.matchAll(/<(?:input|select) id="filter-(\w+)"/g)].map(([, name]) => name);
		expect(names.length).toBeGreaterThan(0);
		const blank = names.map((name) => `${name}=`).join("&");
		expect((await new Pages(admin).get(`${path}?${blank}`)).text).not.toMatch(/class="fault"|Nothing matches/);
	});
});

it.each([
	["/admin/mappings?patient=none", "patient"],
	["/admin/audit?from=yesterday", "from"],
	["/admin/appointments?doctor=-1", "doctor"],
	["/admin/users?role=king", "role"],
])("%s says at the filter what is wrong with it", async (path, field) => {
	const { status, text } = await new Pages(admin).get(path);
	expect(status).toBe(200);
	expect(text).toContain(`id="filter-${field}-fault"`);
});

it("records who tries what only admins may", async () => {
	const staff = await createUser("staff");
	await new Pages(staff).post("/admin/users/1/approve");
	const { body } = await get(`/api/audit/?actor=${staff.id}&action=refusal`, admin.token);
	expect(body.results).toMatchObject([{ entity_id: "POST /admin/users/1/approve" }]);
});

it("shows a name as it is written, whatever it is written with", async () => {
	const name = "<script>alert(1)</script>";
	const { id } = await createPatient(admin, { first_name: name });
	const pages = new Pages(admin);
	for (const path of [`/admin/audit?patient=${id}`, `/admin/bulk/assign?ids=${id}`, "/admin/users"]) {
		const { text } = await pages.get(path);
		expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
		expect(text).not.toContain(name);
	}
});

it("says in which zone the audit log's times are, and links to who and whom", async () => {
	const { id } = await createPatient(admin);
	const { text } = await new Pages(admin).get(`/admin/audit?patient=${id}&action=patient.`);
	expect(text).toContain("Times are in UTC.");
	expect(text).toContain(`<a href="/patients/${id}">Pat Doe</a>`);
	expect(text).toContain(`<a href="/admin/users/${admin.id}">${admin.username}</a>`);
	expect(text).toContain("<code>patient.create</code>");
});
