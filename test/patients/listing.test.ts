import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { database } from "../../src/db/client.ts";
import { patientVitals } from "../../src/patients/table.ts";
import { get, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createPatient, createUser, type TestUser, unique } from "../support/factories.ts";

const people = [
	{ first_name: "Ada", last_name: "Lovelace", gender: "F", date_of_birth: "1935-12-10" },
	{ first_name: "Blaise", last_name: "Pascal", gender: "M", date_of_birth: "1923-06-19" },
	{ first_name: "100%", last_name: "Cotton_Wool", gender: "O", date_of_birth: "2000-01-01" },
	{ first_name: "Zed\\", last_name: "Ångström", phone_number: "+46 70 555", date_of_birth: "1990-05-05" },
];

// Each test only reads: one owner's four patients serve them all.
let owner: TestUser;
const ids: number[] = [];
beforeAll(async () => {
	owner = await createUser("user");
	for (const person of people) ids.push((await post("/api/patients/", person, owner.token)).body.id);
});

const list = (query: string, token = owner.token) => get(`/api/patients/${query}`, token);
const names = async (query: string) =>
	(await list(query)).body.results.map(({ first_name }: { first_name: string }) => first_name);
const search = (text: string) => names(`?ordering=id&search=${encodeURIComponent(text)}`);

describe("searching", () => {
	it.each([
		["ada", ["Ada"]],
		["LOVE", ["Ada"]],
		["Ada Love", ["Ada"]],
		["a p", []],
		["e P", ["Blaise"]],
		["%", ["100%"]],
		["100% cotton_", ["100%"]],
		["_", ["100%"]],
		["\\", ["Zed\\"]],
		["zed\\ Ång", ["Zed\\"]],
		["4670555", ["Zed\\"]],
		["'; drop table patients; --", []],
		["a name that is much longer than the fifty bytes of a pattern", []],
	])("for %j finds %j: wildcards are only letters", async (text, found) => {
		expect(await search(text)).toEqual(found);
	});

	it("finds a patient by username and by e-mail address", async () => {
		const admin = await createUser("admin");
		const email = `${unique()}@example.com`;
		const patient = await createPatient(admin, { email });
		for (const text of [patient.username, email]) {
			const { body } = await list(`?search=${text}`, admin.token);
			expect(body).toMatchObject({ count: 1, results: [{ id: patient.id }] });
		}
	});
});

describe("filtering by gender", () => {
	it.each([
		["F", ["Ada"]],
		["female", ["Ada"]],
		["m", ["Blaise"]],
		["others", ["100%"]],
	])("%s finds %j", async (gender, found) => {
		expect(await names(`?gender=${gender}`)).toEqual(found);
	});

	it("joins with the other filters", async () => {
		expect(await names("?gender=F&search=pascal")).toEqual([]);
		expect(await names("?gender=M&search=pascal")).toEqual(["Blaise"]);
	});
});

describe("ids", () => {
	it("find these, and never another's", async () => {
		const [first, , third] = ids;
		const { id: foreign } = await createPatient(await createUser("admin"));
		expect(await names(`?ordering=id&ids=${third},${first},${foreign}`)).toEqual(["Ada", "100%"]);
	});

	it.each([
		"",
		"one",
		"1,,2",
		"1;2",
		Array.from({ length: 201 }, () => "1").join(),
	])("are refused where they are none, or too many: %.10j", async (text) => {
		const { status, body } = await list(`?ids=${text}`);
		expect([status, Object.keys(body.errors)]).toEqual([400, ["ids"]]);
	});
});

describe("ordering", () => {
	it.each([
		["id", ["Ada", "Blaise", "100%", "Zed\\"]],
		["first_name", ["100%", "Ada", "Blaise", "Zed\\"]],
		["last_name", ["100%", "Ada", "Blaise", "Zed\\"]],
		["date_of_birth", ["Blaise", "Ada", "Zed\\", "100%"]],
		["created_at", ["Ada", "Blaise", "100%", "Zed\\"]],
	])("by %s, and back", async (ordering, expected) => {
		expect(await names(`?ordering=${ordering}`)).toEqual(expected);
		expect(await names(`?ordering=-${ordering}`)).toEqual(expected.toReversed());
	});

	it("is newest first if nobody asks", async () => {
		expect(await names("")).toEqual(await names("?ordering=-id"));
	});

	it("by the last reading puts those who have one first", async () => {
		const nurse = await createUser("user");
		const made: number[] = [];
		for (const first_name of ["never", "long ago", "just now"])
			made.push((await post("/api/patients/", { first_name }, nurse.token)).body.id);
		const [, longAgo = 0, justNow = 0] = made;
		await database(env)
			.insert(patientVitals)
			.values([
				{ patientId: longAgo, lastReadingAt: new Date(1000), lastHeartRate: 60 },
				{ patientId: justNow, lastReadingAt: new Date(2000), lastHeartRate: 70 },
			]);
		const { results } = (await list("?ordering=-last_reading_at", nurse.token)).body;
		expect(results).toMatchObject([
			{ first_name: "just now", last_reading: { heart_rate: 70, recorded_at: "1970-01-01T00:00:02.000Z" } },
			{ first_name: "long ago", last_reading: { heart_rate: 60 } },
			{ first_name: "never", last_reading: null },
		]);
	});
});

describe("paging", () => {
	it("goes through all of them by the links, once each, and keeps the filters", async () => {
		const seen: string[] = [];
		let place: string | null = "/api/patients/?page_size=1&ordering=id&search=a";
		while (place) {
			const { body } = await get(place, owner.token);
			expect(body.count).toBe(2);
			expect(body.results).toHaveLength(1);
			seen.push(body.results[0].first_name);
			if (body.previous) expect(new URL(body.previous).searchParams.get("search")).toBe("a");
			place = body.next?.replace(/^https?:\/\/[^/]+/, "");
		}
		expect(seen).toEqual(["Ada", "Blaise"]);
	});

	it("takes seed 2's limit for page_size", async () => {
		const { body } = await list("?limit=3");
		expect(body.results).toHaveLength(3);
		expect(new URL(body.next).searchParams.get("page")).toBe("2");
		expect(body.previous).toBeNull();
	});

	it("is empty beyond the end", async () => {
		expect((await list("?page=99")).body).toMatchObject({ count: 4, next: null, results: [] });
	});

	it("shows twenty if nobody asks, and a hundred at most", async () => {
		const collector = await createUser("user");
		const row = "insert into patients (first_name, owner_id, created_at, updated_at) values ";
		const values = Array.from({ length: 101 }, () => `('Row', ${collector.id}, 0, 0)`).join(",");
		await DB.prepare(row + values).run();
		expect((await list("", collector.token)).body.results).toHaveLength(20);
		expect((await list("?page_size=100", collector.token)).body).toMatchObject({ count: 101 });
		expect((await list("?page_size=100", collector.token)).body.results).toHaveLength(100);
	});
});

describe("a wrong parameter", () => {
	it.each([
		["page=0", "page"],
		["page=x", "page"],
		["page_size=101", "page_size"],
		["page_size=0", "page_size"],
		["limit=1000", "limit"],
		["ordering=password_hash", "ordering"],
		["gender=X", "gender"],
		["doctor_id=x", "doctor_id"],
		["search=", "search"],
	])("?%s is named", async (query, field) => {
		const answer = await list(`?${query}`);
		expect(answer).toMatchObject({ status: 400, body: { code: "invalid" } });
		expect(Object.keys(answer.body.errors)).toEqual([field]);
	});
});
