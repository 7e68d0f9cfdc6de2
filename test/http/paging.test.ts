import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { database } from "../../src/db/client.ts";
import { contains, limits, nextLink, orderBy, orderingQuery, page, pageQuery, sizeOf } from "../../src/http/paging.ts";

const URL_OF_LIST = "https://edgeward.test/api/patients/?search=a%26b&page=2";

describe("the size of a page", () => {
	it.each([
		[{}, 20],
		[{ page_size: 5 }, 5],
		[{ limit: 7 }, 7],
		[{ page_size: 5, limit: 7 }, 5],
	])("of %j is %i", (query, size) => {
		expect(sizeOf(query)).toBe(size);
	});

	it.each([
		[{ page: "1", page_size: "100" }, true],
		[{ page_size: "101" }, false],
		[{ page_size: "0" }, false],
		[{ page_size: "1.5" }, false],
		[{ page: "0" }, false],
		[{ page: "" }, false],
		[{ page: "-1" }, false],
		[{ page: "1e9" }, false],
	])("%j is allowed: %s", (query, allowed) => {
		expect(pageQuery.safeParse(query).success).toBe(allowed);
	});
});

describe("a page", () => {
	it("links to its neighbours, and keeps the other parameters", () => {
		const { next, previous } = page(URL_OF_LIST, { page: 2, page_size: 10 }, 31, []);
		expect(next).toBe("https://edgeward.test/api/patients/?search=a%26b&page=3");
		expect(previous).toBe("https://edgeward.test/api/patients/?search=a%26b&page=1");
	});

	it.each([
		[0, 1, false, false],
		[20, 1, false, false],
		[21, 1, true, false],
		[21, 2, false, true],
		[21, 9, false, true],
	])("of %i rows, number %i: next %s, previous %s", (count, number, next, previous) => {
		const links = page(URL_OF_LIST, { page: number }, count, []);
		expect([links.next !== null, links.previous !== null]).toEqual([next, previous]);
	});

	it("and its successors hold every row once", () => {
		const query = fc.record({ page_size: fc.integer({ min: 1, max: 100 }), count: fc.integer({ min: 0, max: 1000 }) });
		fc.assert(
			fc.property(query, ({ page_size, count }) => {
				const rows: number[] = [];
				for (let number = 1, more = true; more; number++) {
					const { limit, offset } = limits({ page: number, page_size });
					for (let row = offset; row < Math.min(offset + limit, count); row++) rows.push(row);
					more = page(URL_OF_LIST, { page: number, page_size }, count, []).next !== null;
				}
				expect(rows).toEqual(Array.from({ length: count }, (_, row) => row));
			}),
		);
	});

	it.each([
		["/", "/?cursor=abc"],
		["/?search=a%26b", "/?search=a%26b&cursor=abc"],
		["/?search=a%26b&page=2", "/?search=a%26b&cursor=abc"],
		["/?page=2", "/?cursor=abc"],
		["/?cursor=old&page_size=5", "/?page_size=5&cursor=abc"],
		["/?page_size=5&cursor=old&cursor=older", "/?page_size=5&cursor=abc"],
	])("goes on from %s at %s, where there is a cursor", (asked, next) => {
		const list = "https://edgeward.test/api/patients";
		const { pathname, searchParams } = new URL(nextLink(`${list}${asked}`, "abc"));
		const expected = new URL(`${list}${next}`);
		expect([pathname, [...searchParams].sort()]).toEqual([expected.pathname, [...expected.searchParams].sort()]);
	});

	it("keeps a cursor of any letters", () => {
		for (const url of ["https://edgeward.test/", URL_OF_LIST])
			expect(new URL(nextLink(url, "a+/=&b")).searchParams.get("cursor")).toBe("a+/=&b");
	});
});

const select = (query: ReturnType<typeof sql>) => database(env).all<{ value: string }>(query);

describe("ordering", () => {
	const rows = sql`(select 1 as id, 'b' as name union all select 2, 'a' union all select 3, 'a')`;
	const columns = { name: sql`name` };

	it.each([
		[undefined, "3 2 1"],
		["name", "2 3 1"],
		["-name", "1 3 2"],
	] as const)("%s settles ties by id, so that pages never overlap", async (ordering, ids) => {
		const order = sql.join(orderBy(ordering, columns, sql`id`), sql`, `);
		const found = await select(sql`select id as value from ${rows} order by ${order}`);
		expect(found.map(({ value }) => value).join(" ")).toBe(ids);
	});

	it("takes only the names that it is given", () => {
		const schema = orderingQuery(["name", "id"]);
		for (const good of ["name", "-name", "id", "-id", undefined]) expect(schema.safeParse(good).success).toBe(true);
		for (const bad of ["--name", "name desc", "password_hash", ""]) expect(schema.safeParse(bad).success).toBe(false);
	});
});

describe("contains", () => {
	const holds = async (text: string, part: string) =>
		(await select(sql`select ${contains(sql`${text}`, part)} as value`))[0]?.value;

	it("takes every character as itself, and ASCII letters in any case", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.stringMatching(/^[a-zA-Z%_\\'" ]{0,60}$/),
				fc.stringMatching(/^[a-z%_\\' ]{1,3}$/),
				async (text, part) => {
					expect(await holds(text, part.toUpperCase())).toBe(Number(text.toLowerCase().includes(part)));
				},
			),
			{ numRuns: 200 },
		);
	});

	it("takes a text longer than the 50 bytes that D1 allows in a pattern", async () => {
		expect(await holds("x".repeat(100), "x".repeat(90))).toBe(1);
	});
});
