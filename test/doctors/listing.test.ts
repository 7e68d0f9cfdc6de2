import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { call, del, get, patch, post } from "../support/client.ts";
import { createUser, type TestUser, unique } from "../support/factories.ts";
import { workOf } from "../support/work.ts";

const PATH = "/api/doctors/";
const place = unique();

let admin: TestUser;
beforeAll(async () => {
	admin = await createUser("admin");
	const doctors = [
		{ first_name: "Ann", last_name: "Adler", specialization: "Cardiology", location: `${place} North` },
		{
			...{ first_name: "Ben", last_name: "Baum", specializations: ["Surgery", "Cardiology"], location: place },
			availability: [
				{ weekday: "monday", from: "09:00", to: "12:00" },
				{ weekday: "monday", from: "12:00", to: "13:00" },
			],
		},
		{
			...{ first_name: "Cem", last_name: "Cetin", specialization: "Neurology", location: place },
			availability: [{ weekday: 2, from: "00:00", to: "24:00" }],
		},
	];
	for (const doctor of doctors)
		await post(PATH, { ...doctor, years_of_experience: doctor.last_name.length }, admin.token);
});
afterEach(() => vi.restoreAllMocks());

const names = (body: { results: { first_name: string }[] }) => body.results.map(({ first_name }) => first_name);

describe("the list of doctors", () => {
	// 2030-01-07 is a Monday; the clinic of the tests lives in UTC.
	it.each([
		["specialization=cardio", ["Ann", "Ben"]],
		["specialization=SURG", ["Ben"]],
		["specialization=nothing", []],
		["search=baum", ["Ben"]],
		["search=ben%20baum", ["Ben"]],
		["search=north", ["Ann"]],
		["available_on=monday", ["Ann", "Ben"]],
		["available_on=Tuesday", ["Ann", "Cem"]],
		["available_on=sunday", ["Ann"]],
		["available_on=2030-01-07", ["Ann", "Ben"]],
		["available_on=2030-01-07T08:59:59.999Z", ["Ann"]],
		["available_on=2030-01-07T09:00:00Z", ["Ann", "Ben"]],
		["available_on=2030-01-07T12:00:00Z", ["Ann", "Ben"]],
		["available_on=2030-01-07T13:00:00Z", ["Ann"]],
		["available_on=2030-01-07T10:00:00%2B05:00", ["Ann"]],
		["available_on=2030-01-08T23:59:59.999Z", ["Ann", "Cem"]],
		["specialization=cardio&available_on=monday&search=adler", ["Ann"]],
	])("%s", async (query, expected) => {
		const all = `${PATH}?location=${place}&ordering=first_name&${query}`;
		for (const token of [undefined, admin.token]) {
			const { status, body } = await get(all, token);
			expect({ status, count: body.count, names: names(body) }).toEqual({
				...{ status: 200, count: expected.length },
				names: expected,
			});
		}
	});

	it.each([
		"available_on=someday",
		"available_on=2030-13-01",
		"page_size=101",
		"ordering=email",
	])("%s is refused", async (query) => {
		expect(await get(`${PATH}?${query}`)).toMatchObject({ status: 400, body: { code: "invalid" } });
	});

	it("goes on page by page, and orders as asked", async () => {
		const first = (await get(`${PATH}?location=${place}&page_size=2&ordering=-years_of_experience`)).body;
		expect(first.count).toBe(3);
		const next = new URL(first.next);
		const second = (await get(next.pathname + next.search)).body;
		expect([...names(first), ...names(second)].toSorted()).toEqual(["Ann", "Ben", "Cem"]);
		expect(second.next).toBeNull();
	});
});

/** Texts of the statements that were sent while the work was done. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
	return (await workOf("", work)).statements;
}

/** A query that no other test has asked. */
const fresh = () => `${PATH}?location=${place}&search=${unique()}`;

describe("the public list in the cache", () => {
	it("answers without asking for the list again, however the query is spelled", async () => {
		const search = unique();
		const spellings = [
			`${PATH}?search=${search}&page_size=5`,
			`${PATH}?page_size=5&search=${search}`,
			`${PATH}?page_size=5&search=%20${search}&unknown=${unique()}`,
		];
		const { body } = await get(spellings[0] ?? "");
		await vi.waitFor(async () => {
			const statements = await statementsOf(() => get(spellings[0] ?? ""));
			expect(statements).toEqual([expect.stringContaining("doctor_revision")]);
		});
		for (const path of spellings) {
			const statements = await statementsOf(async () => expect((await get(path)).body).toEqual(body));
			expect(statements).toEqual([expect.stringContaining("doctor_revision")]);
		}
	});

	it("shows a write in the next request: of the doctor, their hours, their profile, their login", async () => {
		const last_name = unique();
		const path = `${PATH}?search=${last_name}`;
		const shown = async () => (await get(path)).body.results;
		expect(await shown()).toEqual([]);
		const { id } = (await post(PATH, { first_name: "Eve", last_name }, admin.token)).body;
		expect(await shown()).toMatchObject([{ id, first_name: "Eve" }]);
		await patch(`${PATH}${id}/`, { first_name: "Eva" }, admin.token);
		expect(await shown()).toMatchObject([{ first_name: "Eva" }]);
		await patch(`${PATH}${id}/`, { availability: [{ weekday: 3, from: "09:00", to: "10:00" }] }, admin.token);
		expect(await shown()).toMatchObject([{ availability: [{ weekday: "wednesday" }] }]);
		await del(`${PATH}${id}/`, admin.token);
		expect(await shown()).toEqual([]);
		await post(`${PATH}${id}/restore/`, {}, admin.token);
		expect(await shown()).toHaveLength(1);
		const person = { username: unique(), password: "correct horse battery 9", name: `Fay ${last_name}` };
		const { access } = (await post("/api/auth/register/", { ...person, user_type: "doctor" })).body;
		expect(await shown()).toHaveLength(2);
		await patch("/api/auth/profile/", { first_name: "Faye" }, access);
		expect(await shown()).toMatchObject([{ first_name: "Faye" }, {}]);
		const user = await createUser("user");
		await patch(`/api/users/${user.id}/`, { first_name: "Gil", last_name }, admin.token);
		await patch(`/api/users/${user.id}/`, { roles: ["doctor"] }, admin.token);
		expect(await shown()).toHaveLength(3);
		expect((await get(`${path}&is_verified=true`)).body.count).toBe(0);
		await post(`/api/users/${user.id}/verify/`, {}, admin.token);
		expect((await shown()).filter((doctor: { is_verified: boolean }) => doctor.is_verified)).toHaveLength(1);
		expect((await get(`${path}&is_verified=true`)).body.results).toMatchObject([{ first_name: "Gil" }]);
		expect((await get(`${path}&is_verified=false`)).body.count).toBe(2);
	});

	it("lets a client keep its copy while nothing has changed", async () => {
		const path = fresh();
		const { headers } = await get(path);
		expect(headers.get("Cache-Control")).toBe("public, max-age=0, must-revalidate");
		expect(headers.get("Vary")).toContain("Authorization");
		const etag = headers.get("ETag") ?? "";
		const again = (tag: string) => call("GET", path, { headers: { "If-None-Match": tag } });
		for (const tag of [etag, `W/${etag}`, `"other", ${etag}`]) {
			const answer = await again(tag);
			expect(answer).toMatchObject({ status: 304, body: "" });
			expect(answer.headers.get("ETag")).toBe(etag);
		}
		expect(await statementsOf(() => again(etag))).toHaveLength(1);
		await post(PATH, { first_name: "Hal" }, admin.token);
		expect(await again(etag)).toMatchObject({ status: 200 });
	});

	it("never holds nor serves what only who is signed in may see", async () => {
		const path = fresh();
		const put = vi.spyOn(Object.getPrototypeOf(caches.default), "put");
		for (const query of ["", "&format=csv"]) {
			const signedIn = await get(path + query, admin.token);
			expect(signedIn.headers.get("Cache-Control")).toBe("no-store");
			expect(signedIn.headers.get("ETag")).toBeNull();
		}
		expect(put).not.toHaveBeenCalled();
		expect(await get(`${PATH}?page=0`)).toMatchObject({ status: 400 });
		expect((await get(`${PATH}?page=0`)).headers.get("Cache-Control")).toBe("no-store");
	});

	it("tells the CSV from the page", async () => {
		const path = `${PATH}?location=${place}&ordering=first_name`;
		const csv = await call("GET", path, { headers: { Accept: "text/csv" } });
		expect(csv.headers.get("Content-Type")).toContain("text/csv");
		expect(csv.body.trim().split("\r\n")).toHaveLength(4);
		const etag = csv.headers.get("ETag") ?? "";
		expect(await call("GET", path, { headers: { "If-None-Match": etag } })).toMatchObject({ status: 200 });
	});
});
