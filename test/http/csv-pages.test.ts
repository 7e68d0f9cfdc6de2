import { parse } from "csv-parse/sync";
import { afterEach, expect, it, vi } from "vitest";
import { get } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createPatient, createUser } from "../support/factories.ts";
import { beforeRead } from "../support/races.ts";
import { noteStatements } from "../support/statements.ts";

afterEach(() => vi.restoreAllMocks());

function idsIn(text: string): string[] {
	const rows: { id: string }[] = parse(text, { columns: true });
	return rows.map(({ id }) => id);
}

const upTo = "with recursive n(i) as (select 1 union all select i + 1 from n where i < ?1)";

/** Rows of one owner, made all at once. */
async function newPatients(ownerId: number, many: number): Promise<number[]> {
	const insert = DB.prepare(`insert into patients (first_name, owner_id, created_at, updated_at)
		${upTo} select 'P' || i, ?2, 0, 0 from n returning id`);
	const { results } = await insert.bind(many, ownerId).all<{ id: number }>();
	return results.map(({ id }) => id);
}

const PAGE = /^select .* order by "(\w+)"\."id" asc limit \?$/s;
const pagesOf = async (request: () => Promise<unknown>) => {
	// A page is read when the client asks for it, which is after the handler has answered.
	const { statements, restore } = noteStatements();
	await request();
	restore();
	return { pages: statements.filter((text) => PAGE.test(text)), counts: statements.filter((t) => /count\(/.test(t)) };
};

it.each([2, 3])("a CSV has what was there all the time once, whatever is written before its page %i", async (page) => {
	const owner = await createUser("user");
	const ids = await newPatients(owner.id, 1_500);
	const [early, late] = [ids[10], ids.at(-10)];
	const remove = DB.prepare("update patients set deleted_at = 1 where id in (?, ?)").bind(early, late);
	const answer = await beforeRead(
		[PAGE, page],
		async () => {
			await remove.run();
			await newPatients(owner.id, 3);
		},
		() => get("/api/patients/?format=csv&ordering=-created_at", owner.token),
	);
	const all = idsIn(answer.body);
	expect(new Set(all).size).toBe(all.length);
	const kept = ids.filter((id) => id !== early && id !== late).map(String);
	expect(all.filter((id) => kept.includes(id))).toEqual(kept);
	expect(all).not.toContain(String(late));
});

it("a CSV takes a query for a thousand rows, and counts nothing", async () => {
	const owner = await createUser("user");
	await newPatients(owner.id, 2_500);
	const { pages, counts } = await pagesOf(() => get("/api/patients/?format=csv", owner.token));
	expect(pages).toHaveLength(4);
	expect(counts).toEqual([]);
});

it("a CSV of wide rows takes fewer of them at once", async () => {
	const admin = await createUser("admin");
	const { id } = await createPatient(admin);
	const text = "x".repeat(10_000);
	const insert = DB.prepare(
		`insert into records (patient_id, record_type, title, description, symptoms, diagnosis,
		treatment, medications, visit_date, created_by, author_role, created_at, updated_at)
		${upTo} select ?2, 'CHECKUP', i, ?3, ?3, ?3, ?3, ?3, 0, ?4, 'doctor', 0, 0 from n`,
	);
	await insert.bind(250, id, text, admin.id).run();
	const { pages } = await pagesOf(async () => {
		const { body } = await get(`/api/records/?format=csv&patient=${id}`, admin.token);
		expect(new Set(idsIn(body)).size).toBe(250);
	});
	expect(pages).toHaveLength(3);
});

it("a CSV goes by the ids that are texts too", async () => {
	const user = await createUser("user");
	const insert = DB.prepare(`insert into sessions (id, user_id, refresh_hash, rotated_at, expires_at, created_at)
		${upTo} select lower(hex(randomblob(16))), ?2, i, 0, 4102444800000, 0 from n returning id`);
	const { results } = await insert.bind(250, user.id).all<{ id: string }>();
	const ids = idsIn((await get("/api/auth/sessions/?format=csv", user.token)).body);
	expect(ids).toEqual([...new Set(ids)].sort());
	expect(ids).toEqual(expect.arrayContaining(results.map(({ id }) => id)));
	expect(ids).toHaveLength(251);
});
