import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { database } from "../../src/db/client.ts";
import { files } from "../../src/files/table.ts";
import { cleanUp } from "../../src/retention.ts";
import { del, get } from "../support/client.ts";
import { newCircle } from "../support/relations.ts";
import { aFile, anImage, download, upload } from "../support/uploads.ts";

const HOUR = 60 * 60 * 1000;
const db = database(env);

let path: string;
let token: string;
beforeAll(async () => {
	const circle = await newCircle();
	path = `/api/patients/${circle.patient}/files/`;
	token = circle.people.owner.token;
});
afterEach(() => {
	vi.restoreAllMocks();
});

const rowOf = (id: number) => db.select().from(files).where(eq(files.id, id)).get();
const newest = async () => {
	const rows = await db.select().from(files).orderBy(files.id);
	return rows.at(-1);
};
const hiddenFor = (id: number, ms: number) =>
	db
		.update(files)
		.set({ deletedAt: new Date(Date.now() - ms) })
		.where(eq(files.id, id));
const stored = async (key = "") => (await env.FILES.head(key)) !== null;
const listed = async () => (await get(`${path}?page_size=100`, token)).body.results.map(({ id }: { id: number }) => id);
const uploaded = async (kind = "document") => {
	const file = kind === "document" ? aFile() : anImage();
	const answer = await upload(path, token, { file, kind });
	expect(answer.status).toBe(201);
	return (await rowOf(answer.body.id)) ?? expect.fail("no row");
};
const bucketFails = (method: "put" | "delete") =>
	vi.spyOn(Object.getPrototypeOf(env.FILES), method).mockRejectedValue(new Error("the bucket is away"));

describe("deleting", () => {
	it("leaves neither row nor bytes", async () => {
		const { id, key } = await uploaded();
		expect(await stored(key)).toBe(true);
		expect(await del(`/api/files/${id}/`, token)).toMatchObject({ status: 204 });
		expect(await rowOf(id)).toBeUndefined();
		expect(await stored(key)).toBe(false);
		expect(await del(`/api/files/${id}/`, token)).toMatchObject({ status: 404 });
	});

	it("hides the file at once where its bytes cannot be deleted yet; the night erases them", async () => {
		const { id, key } = await uploaded();
		vi.spyOn(console, "error").mockReturnValue();
		const failing = bucketFails("delete");
		expect(await del(`/api/files/${id}/`, token)).toMatchObject({ status: 204 });
		failing.mockRestore();
		expect(await download(id, token)).toMatchObject({ status: 404 });
		expect(await listed()).not.toContain(id);
		expect(await stored(key)).toBe(true);
		await hiddenFor(id, 25 * HOUR);
		await cleanUp(db, env.FILES);
		expect([await rowOf(id), await stored(key)]).toEqual([undefined, false]);
	});
});

describe("an upload", () => {
	it("that breaks off is never shown, and erased by night", async () => {
		vi.spyOn(console, "error").mockReturnValue();
		const before = await listed();
		const failing = bucketFails("put");
		expect(await upload(path, token)).toMatchObject({ status: 500 });
		failing.mockRestore();
		expect(await listed()).toEqual(before);
		const left = await newest();
		expect(left?.deletedAt).toBeInstanceOf(Date);
		const id = left?.id ?? 0;
		expect(await download(id, token)).toMatchObject({ status: 404 });
		// As if it had broken off a moment later.
		await env.FILES.put(left?.key ?? "", "bytes");
		await hiddenFor(id, 25 * HOUR);
		await cleanUp(db, env.FILES);
		expect([await rowOf(id), await stored(left?.key)]).toEqual([undefined, false]);
	});

	it("of a profile image takes the place of the one before, whose bytes go", async () => {
		const [document, first, second] = [
			await uploaded(),
			await uploaded("profile_image"),
			await uploaded("profile_image"),
		];
		expect(await rowOf(first.id)).toBeUndefined();
		expect(await stored(first.key)).toBe(false);
		expect(await listed()).toEqual(expect.arrayContaining([document.id, second.id]));
	});

	it("of two profile images at once leaves one", async () => {
		await Promise.all(
			[uploaded("profile_image"), uploaded("profile_image")].map((made) => made.catch(() => undefined)),
		);
		expect((await get(`${path}?kind=profile_image`, token)).body.count).toBe(1);
	});

	it("of another's profile image leaves this one alone", async () => {
		const mine = await uploaded("profile_image");
		const other = await newCircle();
		const fields = { file: anImage(), kind: "profile_image" };
		await upload(`/api/patients/${other.patient}/files/`, other.people.owner.token, fields);
		expect(await download(mine.id, token)).toMatchObject({ status: 200 });
	});
});

describe("the nightly clean-up", () => {
	it("leaves alone what is shown, and what was hidden a moment ago", async () => {
		const [shown, uploading] = [await uploaded(), await uploaded()];
		await hiddenFor(uploading.id, 23 * HOUR);
		await cleanUp(db, env.FILES);
		expect(await download(shown.id, token)).toMatchObject({ status: 200 });
		expect(await stored(uploading.key)).toBe(true);
	});

	it("erases more than one statement can name", async () => {
		const sample = await uploaded();
		const { id: _, ...row } = sample;
		const keys = Array.from({ length: 120 }, () => crypto.randomUUID());
		const deletedAt = new Date(Date.now() - 25 * HOUR);
		for (const key of keys) await db.insert(files).values({ ...row, key, deletedAt });
		await cleanUp(db, env.FILES);
		const left = await db.select({ key: files.key }).from(files).where(eq(files.deletedAt, deletedAt));
		expect(left).toEqual([]);
		expect(await rowOf(sample.id)).toBeDefined();
	});
});
