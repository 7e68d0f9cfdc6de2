import { exports } from "cloudflare:workers";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { call, get } from "../support/client.ts";
import { newCircle } from "../support/relations.ts";
import { aFile, download, formOf, STARTS, type Type, upload } from "../support/uploads.ts";

const MIB = 1024 * 1024;
const TYPES = Object.keys(STARTS) as Type[];

let path: string;
let token: string;
beforeAll(async () => {
	const circle = await newCircle();
	path = `/api/patients/${circle.patient}/files/`;
	token = circle.people.owner.token;
});

const count = async () => (await get(path, token)).body.count;

/** The upload is refused on this field, and nothing is stored. */
async function refused(fields: Record<string, string | File>, field: string, reason = /./) {
	const before = await count();
	const answer = await upload(path, token, fields);
	expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 400, body: { code: "invalid" } });
	expect(Object.keys(answer.body.errors)).toEqual([field]);
	expect(answer.body.errors[field][0]).toMatch(reason);
	expect(await count()).toBe(before);
}

it("a form that is compressed is not unpacked", async () => {
	const form = new Response(formOf({ file: aFile() }));
	const headers = { "Content-Type": form.headers.get("Content-Type") ?? "", "Content-Encoding": "gzip" };
	const body = gzipSync(new Uint8Array(await form.arrayBuffer()));
	const answer = await call("POST", path, { token, body, headers });
	expect(answer).toMatchObject({ status: 415, body: { code: "unsupported_type" } });
});

describe("what a file may be", () => {
	it.each(TYPES)("%s, whatever was said of it", async (type) => {
		for (const declared of [type, "", "application/octet-stream"]) {
			const answer = await upload(path, token, { file: aFile(type, "file", 50, declared) });
			expect(answer).toMatchObject({ status: 201, body: { content_type: type } });
			const { headers } = await download(answer.body.id, token);
			expect(headers.get("Content-Type")).toBe(type);
		}
	});

	it.each([
		["a page", "<!doctype html><script>alert(1)</script>", "page.html", "text/html"],
		["a page that is called an image", "<!doctype html>", "face.png", "image/png"],
		["a drawing that can run scripts", "<svg xmlns='http://www.w3.org/2000/svg'/>", "face.svg", "image/svg+xml"],
		["a program", "MZ\x90\x00", "letter.pdf", "application/pdf"],
		["text", "hello", "hello.txt", "text/plain"],
	])("not %s", async (_, content, name, type) => {
		await refused({ file: new File([content], name, { type }) }, "file", /must be a PDF/);
	});

	it("not what is named or sent as something else", async () => {
		await refused({ file: aFile("application/pdf", "page.html") }, "file", /named \.html/);
		await refused({ file: aFile("image/webp", "face.jpg") }, "file", /image\/webp/);
		await refused({ file: aFile("image/png", "face.png", 50, "text/html") }, "file", /something else/);
	});

	it("not empty, not a text field, not missing, not of an endless name", async () => {
		await refused({ file: new File([], "a.pdf", { type: "application/pdf" }) }, "file", /empty/);
		await refused({ file: "%PDF-1.7" }, "file", /must be a file/);
		await refused({ kind: "document" }, "file", /must be a file/);
		await refused({ file: aFile("application/pdf", `${"x".repeat(252)}.pdf`) }, "file", /255/);
	});

	it("no PDF as a profile image, and no kind that is a doctor's", async () => {
		await refused({ file: aFile(), kind: "profile_image" }, "file", /image/);
		await refused({ file: aFile(), kind: "certificate" }, "kind");
		await refused({ file: aFile(), kind: "avatar" }, "kind");
	});
});

describe("how large a file may be", () => {
	it("5 MiB to the byte", async () => {
		const answer = await upload(path, token, { file: aFile("application/pdf", "large.pdf", 5 * MIB) });
		expect(answer).toMatchObject({ status: 201, body: { size: 5 * MIB } });
		const { bytes, headers } = await download(answer.body.id, token);
		expect(bytes).toHaveLength(5 * MIB);
		expect(headers.get("Content-Length")).toBe(String(5 * MIB));
	});

	it.each([5 * MIB + 1, 6 * MIB])("not %d bytes", async (size) => {
		const before = await count();
		const answer = await upload(path, token, { file: aFile("application/pdf", "large.pdf", size) });
		expect(answer).toMatchObject({
			status: 413,
			body: { code: "too_large", errors: { file: ["A file holds at most 5 MiB."] } },
		});
		expect(await count()).toBe(before);
	});

	it("also where no length is announced: the rest of it is not read", async () => {
		const total = 200;
		let taken = 0;
		const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-';
		const body = new ReadableStream({
			pull(controller) {
				controller.enqueue(taken === 0 ? new TextEncoder().encode(head) : new Uint8Array(MIB));
				taken++;
				if (taken === total) controller.close();
			},
		});
		const response = await exports.default.fetch(`https://edgeward.test${path}`, {
			method: "POST",
			body,
			headers: { Authorization: `Bearer ${token}`, "Content-Type": "multipart/form-data; boundary=b" },
		});
		expect(response.status).toBe(413);
		expect(await response.json()).toMatchObject({ code: "too_large", errors: { file: [expect.any(String)] } });
		expect(taken).toBeLessThan(20);
	});

	it("elsewhere still a mebibyte in all", async () => {
		const large = JSON.stringify({ first_name: "x".repeat(MIB + 1) });
		expect(await call("POST", "/api/patients/", { token, body: large })).toMatchObject({ status: 413 });
	});
});

describe("what is no form", () => {
	it.each(["application/json", "text/plain", "application/x-www-form-urlencoded"])("%s", async (type) => {
		const answer = await call("POST", path, { token, body: "{}", headers: { "Content-Type": type } });
		expect(answer).toMatchObject({
			status: 415,
			body: { code: "unsupported_type", detail: expect.stringMatching(/multipart/) },
		});
	});

	it.each(["multipart/form-data", "multipart/form-data; boundary=b"])("%s without parts", async (type) => {
		const answer = await call("POST", path, { token, body: "nothing", headers: { "Content-Type": type } });
		expect(answer).toMatchObject({ status: 400, body: { code: "malformed" } });
	});

	it("is refused only after the role and the token were looked at", async () => {
		const { people } = await newCircle();
		expect(
			await call("POST", path, { body: formOf({ file: aFile("application/pdf", "a.pdf", 6 * MIB) }) }),
		).toMatchObject({
			status: 401,
		});
		expect(await call("POST", path, { token: people.staff.token, body: "{}" })).toMatchObject({ status: 403 });
	});
});
