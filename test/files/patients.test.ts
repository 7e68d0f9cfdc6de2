import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { audit } from "../../src/audit/table.ts";
import { database } from "../../src/db/client.ts";
import { call, del, get } from "../support/client.ts";
import { mapDoctor } from "../support/factories.ts";
import { type Circle, newCircle, PEOPLE, type Person } from "../support/relations.ts";
import { aFile, anImage, download, formOf, upload } from "../support/uploads.ts";

let circle: Circle;
let path: string;
beforeAll(async () => {
	circle = await newCircle();
	path = `/api/patients/${circle.patient}/files/`;
});

const uploaded = async (who: Person = "owner", fields: Record<string, string | File> = { file: aFile() }) => {
	const answer = await upload(path, circle.people[who].token, fields);
	expect(answer.status, JSON.stringify(answer.body)).toBe(201);
	return answer.body;
};

const SEE: readonly Person[] = ["admin", "staff", "owner", "self", "mapped doctor"];
const seen = (who: Person) => SEE.includes(who);

describe("who may", () => {
	it.each(PEOPLE)("see a patient's files: %s", async (who) => {
		const token = circle.people[who].token;
		const kinds: Record<string, string | File>[] = [{ file: aFile() }, { file: anImage(), kind: "profile_image" }];
		for (const fields of kinds) {
			const file = await uploaded("owner", fields);
			const [list, bytes] = [await get(`${path}?page_size=100`, token), await download(file.id, token)];
			expect([list.status, bytes.status]).toEqual(seen(who) ? [200, 200] : [404, 404]);
			if (seen(who)) expect(list.body.results).toContainEqual(file);
		}
	});

	it.each<[Person, number]>([
		["admin", 201],
		["owner", 201],
		["self", 201],
		["mapped doctor", 201],
		["staff", 403],
		["formerly mapped doctor", 404],
		["other doctor", 404],
		["other patient", 404],
		["other user", 404],
	])("upload one: %s → %d", async (who, status) => {
		expect(await upload(path, circle.people[who].token)).toMatchObject({ status });
	});

	it.each<[Person, number]>([
		["admin", 204],
		["owner", 204],
		["self", 403],
		["mapped doctor", 403],
		["staff", 403],
		["formerly mapped doctor", 404],
		["other doctor", 404],
		["other patient", 404],
		["other user", 404],
	])("delete what another has uploaded: %s → %d", async (who, status) => {
		const { id } = await uploaded("owner");
		expect(await del(`/api/files/${id}/`, circle.people[who].token)).toMatchObject({ status });
		expect(await download(id, circle.people.owner.token)).toMatchObject({ status: status === 204 ? 404 : 200 });
	});

	it.each<Person>(["self", "mapped doctor"])("delete what they have uploaded themselves: %s", async (who) => {
		const { id } = await uploaded(who);
		expect(await del(`/api/files/${id}/`, circle.people[who].token)).toMatchObject({ status: 204 });
	});

	it("nobody without a token", async () => {
		const { id } = await uploaded();
		expect(await get(path)).toMatchObject({ status: 401 });
		expect(await call("POST", path, { body: formOf({ file: aFile() }) })).toMatchObject({ status: 401 });
		expect(await get(`/api/files/${id}/`)).toMatchObject({ status: 401 });
		expect(await del(`/api/files/${id}/`)).toMatchObject({ status: 401 });
	});

	it("nobody, where the patient was deleted", async () => {
		const own = await newCircle();
		const { token } = own.people.owner;
		const file = (await upload(`/api/patients/${own.patient}/files/`, token)).body;
		await del(`/api/patients/${own.patient}/`, token);
		for (const someone of [token, own.people.admin.token])
			expect(await download(file.id, someone)).toMatchObject({ status: 404 });
	});
});

describe("a file", () => {
	it("is answered with all that is known of it", async () => {
		const file = await uploaded("self", { file: aFile("image/jpeg", "Knie links.jpg", 1234, "image/jpg") });
		expect(file).toEqual({
			...{ id: expect.any(Number), patient: circle.patient, doctor: null, kind: "document", identification_type: null },
			...{ name: "Knie links.jpg", content_type: "image/jpeg", size: 1234, uploaded_by: circle.people.self.id },
			...{ url: `/api/files/${file.id}/`, created_at: expect.any(String) },
		});
	});

	it("comes back byte for byte, to be saved and never to be run", async () => {
		const sent = aFile("application/pdf", "letter.pdf", 70_000);
		const { id } = await uploaded("owner", { file: sent });
		const { status, headers, bytes } = await download(id, circle.people["mapped doctor"].token);
		expect(status).toBe(200);
		expect(bytes).toEqual(new Uint8Array(await sent.arrayBuffer()));
		expect(Object.fromEntries(headers)).toMatchObject({
			"content-type": "application/pdf",
			"content-length": "70000",
			"content-disposition": 'attachment; filename="letter.pdf"',
			"content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
			"x-content-type-options": "nosniff",
			"cache-control": "no-store",
			etag: expect.stringMatching(/^"[^"]+"$/),
		});
	});

	it("that is a profile image may be shown in a page", async () => {
		const { id } = await uploaded("self", { file: anImage(), kind: "profile_image" });
		const { headers } = await download(id, circle.people.self.token);
		expect(headers.get("Content-Disposition")).toBe('inline; filename="face.png"');
		expect(headers.get("Content-Security-Policy")).toMatch(/^sandbox;/);
	});

	it.each([
		['x"; filename="y.html.pdf', /^attachment; filename="[^"%]*"; filename\*=UTF-8''[^;]*$/],
		["a\\b/../c.pdf", /^attachment; filename="c.pdf"$/],
		["%0d%0aSet-Cookie: a=b.pdf", /^attachment; filename="[^"%]*"; filename\*=UTF-8''[^;]*$/],
		[
			"Ärztebrief\u202efdp.pdf",
			/^attachment; filename="_rztebrief_fdp.pdf"; filename\*=UTF-8''%C3%84rztebrief_fdp.pdf$/,
		],
	])("named %j cannot write headers", async (name, header) => {
		const { id } = await uploaded("owner", { file: aFile("application/pdf", name) });
		const { headers } = await download(id, circle.people.owner.token);
		expect(headers.get("Content-Disposition")).toMatch(header);
		expect(headers.get("Set-Cookie")).toBeNull();
	});

	it("lists by kind and in order", async () => {
		const own = await newCircle();
		const place = `/api/patients/${own.patient}/files/`;
		const { token } = own.people.owner;
		for (const [name, size] of [
			["b.pdf", 30],
			["a.pdf", 20],
			["c.pdf", 10],
		] as const)
			await upload(place, token, { file: aFile("application/pdf", name, size) });
		await upload(place, token, { file: aFile("image/png", "d.png", 40), kind: "profile_image" });
		const names = async (query: string) => {
			const { results } = (await get(`${place}?${query}`, token)).body;
			return results.map((file: { name: string }) => file.name[0]).join("");
		};
		expect(await names("")).toBe("dcab");
		expect(await names("ordering=name&kind=document")).toBe("abc");
		expect(await names("ordering=-size")).toBe("dbac");
		expect(await names("kind=profile_image")).toBe("d");
		expect((await get(`${place}?page_size=1`, token)).body).toMatchObject({ count: 4 });
	});
});

describe("the trail", () => {
	const trail = (id: number) =>
		database(env)
			.select()
			.from(audit)
			.where(eq(audit.entityId, String(id)))
			.orderBy(audit.id)
			.then((rows) => rows.filter(({ entity }) => entity === "file"));

	it("has who stored, who read and who deleted a document; not that its patient read it", async () => {
		const { id } = await uploaded("mapped doctor");
		for (const who of ["self", "staff", "mapped doctor"] as const) await download(id, circle.people[who].token);
		await del(`/api/files/${id}/`, circle.people.owner.token);
		const { people } = circle;
		expect((await trail(id)).map(({ action, actorId, patientId }) => [action, actorId, patientId])).toEqual([
			["file.create", people["mapped doctor"].id, circle.patient],
			["file.read", people.staff.id, circle.patient],
			["file.read", people["mapped doctor"].id, circle.patient],
			["file.delete", people.owner.id, circle.patient],
		]);
	});

	it("has nothing of who looked at a face, nor of who was refused a document", async () => {
		const face = await uploaded("self", { file: anImage(), kind: "profile_image" });
		await download(face.id, circle.people.staff.token);
		const letter = await uploaded("self");
		await download(letter.id, circle.people["other doctor"].token);
		for (const { id } of [face, letter]) expect((await trail(id)).map(({ action }) => action)).toEqual(["file.create"]);
	});
});

it("a doctor sees a patient's files from the mapping on", async () => {
	const doctor = circle.people["other doctor"];
	const { id } = await uploaded();
	expect(await download(id, doctor.token)).toMatchObject({ status: 404 });
	await mapDoctor(doctor, circle.patient);
	expect(await download(id, doctor.token)).toMatchObject({ status: 200 });
});
