import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { users } from "../../src/accounts/table.ts";
import { database } from "../../src/db/client.ts";
import { get } from "../support/client.ts";
import { createUser, type TestUser, unique } from "../support/factories.ts";

// Each test only reads: these serve them all, and a mark in their names keeps others out.
const mark = unique();
const people: (typeof users.$inferInsert)[] = [
	{
		username: `${mark}-ada`,
		firstName: "Ada",
		lastName: "Lovelace",
		roles: ["doctor"],
		isVerified: true,
		email: `ada-${mark}@x.org`,
	},
	{ username: `${mark}-bob`, firstName: "Bob", lastName: "Stone", roles: ["patient", "doctor"], isActive: false },
	{ username: `${mark}-cyd`, firstName: "Cyd", lastName: "100%", roles: ["user"], requestedRole: "staff" },
	{ username: `${mark}-dan`, firstName: "Dan", lastName: "Lake", roles: ["user"], phoneNumber: "+4930998877" },
];

let admin: TestUser;
beforeAll(async () => {
	admin = await createUser("admin");
	await database(env).insert(users).values(people);
});

function list(query: string) {
	const params = new URLSearchParams(`search=${mark}&ordering=username`);
	for (const [name, value] of new URLSearchParams(query)) params.set(name, value);
	return get(`/api/users/?${params}`, admin.token);
}
const names = async (query: string): Promise<string[]> =>
	(await list(query)).body.results.map((user: { first_name: string }) => user.first_name);

describe("the list of users", () => {
	it.each([
		["", ["Ada", "Bob", "Cyd", "Dan"]],
		["role=doctor", ["Ada", "Bob"]],
		["role=patient", ["Bob"]],
		["role=admin", []],
		["is_active=false", ["Bob"]],
		["is_active=True", ["Ada", "Cyd", "Dan"]],
		["is_verified=true", ["Ada"]],
		["is_verified=false&role=doctor", ["Bob"]],
		["pending=true", ["Cyd"]],
		["pending=false&role=user", ["Dan"]],
		["pending=true&role=doctor", []],
		["ordering=-first_name", ["Dan", "Cyd", "Bob", "Ada"]],
		["ordering=last_name", ["Cyd", "Dan", "Ada", "Bob"]],
		["page_size=3&page=2", ["Dan"]],
	])("with %s: %j", async (query, found) => {
		expect(await names(query)).toEqual(found);
	});

	it.each([
		["lovelace", "Ada"],
		["Ada Love", "Ada"],
		[`ADA-${mark}@x`, "Ada"],
		["4930998877", "Dan"],
		["100%", "Cyd"],
	])("finds by %s", async (search, name) => {
		expect(await names(String(new URLSearchParams({ search })))).toContain(name);
	});

	it("counts and links its pages", async () => {
		const { body } = await list("page_size=3");
		expect(body).toMatchObject({ count: 4, next: expect.stringContaining("page=2"), previous: null });
		expect(await names("page_size=3")).toEqual(["Ada", "Bob", "Cyd"]);
	});

	it.each([
		["role=nurse", "role"],
		["is_active=yes", "is_active"],
		["pending=1", "pending"],
		["ordering=password_hash", "ordering"],
	])("refuses %s", async (query, field) => {
		const { status, body } = await list(query);
		expect(status).toBe(400);
		expect(Object.keys(body.errors)).toContain(field);
	});

	it("never shows how a password is stored", async () => {
		expect(JSON.stringify((await list("")).body)).not.toMatch(/password|hash|scrypt/i);
	});
});

it("/me is whoever asks", async () => {
	const user = await createUser("patient");
	expect(await get("/api/users/me/", user.token)).toMatchObject({ status: 200, body: { username: user.username } });
});
