import { describe, expect, it } from "vitest";
import { get } from "../../support/client.ts";
import { Pages } from "../../support/console.ts";
import { newCircle } from "../../support/relations.ts";
import { aFile, anImage, download, formOf, upload } from "../../support/uploads.ts";

async function filesOf() {
	const circle = await newCircle();
	const path = `/patients/${circle.patient}/files`;
	const stored = async () => (await get(`/api${path}/`, circle.people.admin.token)).body.results;
	return { ...circle, path, stored };
}

describe("the page of the files", () => {
	it("stores a file, and hands it out as the API does", async () => {
		const { people, path, stored } = await filesOf();
		const pages = new Pages(people["mapped doctor"]);
		const sent = await pages.post(path, formOf({ file: aFile(), kind: "document" }));
		expect([sent.status, sent.location]).toEqual([303, `${path}?done=uploaded`]);
		const [{ id }] = await stored();
		expect((await pages.get(path)).text).toContain(`href="${path}/${id}"`);
		const [page, api] = [await pages.get(`${path}/${id}`), await download(id, people["mapped doctor"].token)];
		expect(page.status).toBe(200);
		for (const name of ["Content-Type", "Content-Disposition", "Content-Security-Policy", "ETag", "Cache-Control"])
			expect([name, page.headers.get(name)]).toEqual([name, api.headers.get(name)]);
		expect(page.headers.get("Content-Disposition")).toContain("attachment");
		expect(page.text).toContain("%PDF-1.7");
	});

	it("shows a profile image in the page's place", async () => {
		const { people, path, stored } = await filesOf();
		const pages = new Pages(people.self);
		await pages.post(path, formOf({ file: anImage(), kind: "profile_image" }));
		const [{ id }] = await stored();
		expect((await pages.get(`${path}/${id}`)).headers.get("Content-Disposition")).toContain("inline");
	});

	it.each([
		["in disguise", () => aFile("application/pdf", "page.html"), 400, "is named .html"],
		["of no known type", () => new File(["hello"], "letter.txt"), 400, "must be a PDF"],
		["empty", () => new File([], "letter.pdf"), 400, "is empty"],
		["a little too large", () => aFile("application/pdf", "a.pdf", 5 * 1024 * 1024 + 1), 413, "at most 5 MiB"],
		["far too large", () => aFile("application/pdf", "a.pdf", 6 * 1024 * 1024), 413, "at most 5 MiB"],
	])("says at the field why a file is refused that is %s", async (_, file, status, reason) => {
		const { people, path, stored } = await filesOf();
		const refused = await new Pages(people.self).post(path, formOf({ file: file(), kind: "document" }));
		expect(refused.status).toBe(status);
		expect(refused.text).toMatch(/id="upload-file"[^>]*aria-invalid="true"/);
		expect(refused.text).toContain(reason);
		expect(await stored()).toEqual([]);
	});

	it("deletes what somebody stored themself, and offers no more to them", async () => {
		const { people, path, stored } = await filesOf();
		await upload(`/api${path}/`, people["mapped doctor"].token);
		const [{ id }] = await stored();
		const self = new Pages(people.self);
		expect((await self.get(path)).text).not.toContain(`${path}/${id}/remove`);
		expect((await self.post(`${path}/${id}/remove`)).status).toBe(403);
		const doctor = new Pages(people["mapped doctor"]);
		expect((await doctor.get(path)).text).toContain(`${path}/${id}/remove`);
		expect((await doctor.post(`${path}/${id}/remove`)).location).toBe(`${path}?done=removed`);
		expect(await stored()).toEqual([]);
	});

	it("hands out nothing to who does not see the patient, nor under another's address", async () => {
		const { people, path, stored } = await filesOf();
		await upload(`/api${path}/`, people.self.token);
		const [{ id }] = await stored();
		for (const person of ["other doctor", "formerly mapped doctor", "other patient"] as const)
			expect((await new Pages(people[person]).get(`${path}/${id}`)).status).toBe(404);
		const other = people["other patient"].patientId;
		expect((await new Pages(people.admin).get(`/patients/${other}/files/${id}`)).status).toBe(404);
		expect((await new Pages().get(`${path}/${id}`)).status).toBe(303);
	});

	it("answers with a page where there is none", async () => {
		const { people, path } = await filesOf();
		const { status, headers } = await new Pages(people.self).get(`${path}/999999`);
		expect(status).toBe(404);
		expect(headers.get("Content-Security-Policy")).toContain("style-src 'self'");
	});

	it("takes no file from staff", async () => {
		const { people, path } = await filesOf();
		const pages = new Pages(people.staff);
		expect((await pages.get(path)).text).not.toContain('type="file"');
		expect((await pages.post(path, formOf({ file: aFile() }))).status).toBe(403);
	});

	it("takes no file that another site sends", async () => {
		const { people, path, stored } = await filesOf();
		const sent = await new Pages(people.self).post(path, formOf({ file: aFile() }), { Origin: "https://evil.example" });
		expect(sent.status).toBe(403);
		expect(await stored()).toEqual([]);
	});
});
