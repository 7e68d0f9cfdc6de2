import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { database } from "../../src/db/client.ts";
import { doctors } from "../../src/doctors/table.ts";
import { call, del, get } from "../support/client.ts";
import { createUser, type TestUser } from "../support/factories.ts";
import { aFile, anImage, download, formOf, upload } from "../support/uploads.ts";

const WHO = ["admin", "the doctor", "creator", "staff", "another doctor", "patient"] as const;
type Who = (typeof WHO)[number];
const SPEAK: readonly Who[] = ["admin", "the doctor", "creator"];

let people: Record<Who, TestUser>;
let doctor: number;
let path: string;
beforeAll(async () => {
	people = {
		...{
			admin: await createUser("admin"),
			"the doctor": await createUser("doctor"),
			creator: await createUser("user"),
		},
		...{ staff: await createUser("staff"), "another doctor": await createUser("doctor") },
		patient: await createUser("patient"),
	};
	doctor = people["the doctor"].doctorId ?? 0;
	await database(env).update(doctors).set({ creatorId: people.creator.id }).where(eq(doctors.id, doctor));
	path = `/api/doctors/${doctor}/files/`;
});

const uploaded = async (kind: string) => {
	const file = kind === "profile_image" ? anImage() : aFile();
	const answer = await upload(path, people["the doctor"].token, { file, kind });
	expect(answer.status, JSON.stringify(answer.body)).toBe(201);
	return answer.body;
};

describe("who may", () => {
	it.each(WHO)("see a doctor's documents: %s", async (who) => {
		const { token } = people[who];
		for (const kind of ["certificate", "means_of_identification", "document"]) {
			const file = await uploaded(kind);
			const speaks = SPEAK.includes(who);
			expect((await download(file.id, token)).status).toBe(speaks ? 200 : 404);
			const { results } = (await get(`${path}?page_size=100`, token)).body;
			if (speaks) expect(results).toContainEqual(file);
			else expect(results).not.toContainEqual(file);
		}
	});

	it.each(WHO)("see a doctor's face: %s", async (who) => {
		const file = await uploaded("profile_image");
		expect(await download(file.id, people[who].token)).toMatchObject({ status: 200 });
		expect((await get(`${path}?kind=profile_image`, people[who].token)).body).toMatchObject({
			count: 1,
			results: [file],
		});
	});

	it.each(WHO)("upload and delete: %s", async (who) => {
		const { token } = people[who];
		const speaks = SPEAK.includes(who);
		expect((await upload(path, token)).status).toBe(speaks ? 201 : 403);
		const [face, certificate] = [await uploaded("profile_image"), await uploaded("certificate")];
		expect((await del(`/api/files/${face.id}/`, token)).status).toBe(speaks ? 204 : 403);
		// Staff may delete nothing at all, and learn nothing by it.
		const unseen = who === "staff" ? 403 : 404;
		expect((await del(`/api/files/${certificate.id}/`, token)).status).toBe(speaks ? 204 : unseen);
	});

	it("nobody without a token", async () => {
		const { id } = await uploaded("profile_image");
		expect(await get(path)).toMatchObject({ status: 401 });
		expect(await get(`/api/files/${id}/`)).toMatchObject({ status: 401 });
	});

	it("nobody, where the doctor was deleted or never was", async () => {
		const gone = await createUser("doctor");
		const place = `/api/doctors/${gone.doctorId}/files/`;
		const file = (await upload(place, gone.token, { file: anImage(), kind: "profile_image" })).body;
		await database(env)
			.update(doctors)
			.set({ deletedAt: new Date() })
			.where(eq(doctors.id, gone.doctorId ?? 0));
		for (const { token } of [gone, people.admin]) {
			expect(await download(file.id, token)).toMatchObject({ status: 404 });
			expect(await get(place, token)).toMatchObject({ status: 404 });
			expect(await upload(place, token)).toMatchObject({ status: 404 });
			expect(await get("/api/doctors/999999999/files/", token)).toMatchObject({ status: 404 });
		}
	});
});

it("the files of a practitioner are the same (seed 2)", async () => {
	const place = `/api/practitioners/${doctor}/files/`;
	const answer = await upload(place, people.creator.token, {
		file: aFile("application/pdf", "cv.pdf", 2 * 1024 * 1024),
	});
	expect(answer).toMatchObject({ status: 201, body: { doctor, name: "cv.pdf" } });
	expect((await get(place, people.creator.token)).body.results).toContainEqual(answer.body);
});

describe("a means of identification", () => {
	it.each([
		["passport", "passport"],
		["Driver's License", "drivers_licence"],
		["social security", "social_security"],
		["VOTERS-CARD", "voters_card"],
	])("may say what it is: %s", async (identification_type, kept) => {
		const fields = { file: aFile(), kind: "means_of_identification", identification_type };
		const answer = await upload(path, people["the doctor"].token, fields);
		expect(answer).toMatchObject({ status: 201, body: { identification_type: kept } });
	});

	it.each([
		["means_of_identification", "library card"],
		["certificate", "passport"],
	])("is refused for %s as %s", async (kind, identification_type) => {
		const answer = await upload(path, people["the doctor"].token, { file: aFile(), kind, identification_type });
		expect(answer).toMatchObject({ status: 400 });
		expect(Object.keys(answer.body.errors)).toEqual(["identification_type"]);
	});
});

describe("seed 2's upload", () => {
	const put = (fields: Record<string, string | File>, who: Who = "the doctor") =>
		call("PUT", `/api/v1/practitioners/${doctor}/upload/`, { token: people[who].token, body: formOf(fields) });

	it("takes a certificate and a means of identification at once", async () => {
		const answer = await put({
			...{ certificate: aFile(), means_of_identification: aFile("image/png", "passport.png") },
			means_of_identification_type: "passport",
		});
		expect(answer).toMatchObject({
			status: 200,
			body: {
				certificate: { doctor, kind: "certificate", content_type: "application/pdf", identification_type: null },
				means_of_identification: { kind: "means_of_identification", identification_type: "passport" },
			},
		});
		expect(await download(answer.body.certificate.id, people.admin.token)).toMatchObject({ status: 200 });
	});

	it("takes one alone, and not nothing", async () => {
		expect(await put({ certificate: aFile() })).toMatchObject({ status: 200, body: { means_of_identification: null } });
		const answer = await put({ means_of_identification_type: "passport" });
		expect(answer).toMatchObject({ status: 400, body: { errors: { certificate: [expect.any(String)] } } });
	});

	it("names the field that is wrong, and stores neither", async () => {
		const count = async () => (await get(path, people.admin.token)).body.count;
		const before = await count();
		const html = new File(["<script>"], "id.png", { type: "image/png" });
		const answer = await put({ certificate: aFile(), means_of_identification: html });
		expect(answer).toMatchObject({ status: 400 });
		expect(Object.keys(answer.body.errors)).toEqual(["means_of_identification"]);
		expect(await count()).toBe(before);
	});

	it("is not for others", async () => {
		expect(await put({ certificate: aFile() }, "another doctor")).toMatchObject({ status: 403 });
	});
});
