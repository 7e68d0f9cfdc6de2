import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentDisposition, safeName } from "../../src/files/disposition.ts";

describe("the name to save under", () => {
	it.each([
		["letter.pdf", "letter.pdf"],
		["Dr. Smith's letter (2).pdf", "Dr. Smith's letter (2).pdf"],
		["../../etc/passwd", "passwd"],
		["C:\\Users\\ada\\scan.pdf", "scan.pdf"],
		["..", "file"],
		["", "file"],
		[".htaccess", "htaccess"],
		['a"b<c>.pdf', "a_b_c_.pdf"],
		["a\r\nSet-Cookie: b.pdf", "a__Set-Cookie_ b.pdf"],
		["evil\u202efdp.exe", "evil_fdp.exe"],
		["\ud800.pdf", "\ufffd.pdf"],
		["Ärztebrief – кардио.pdf", "Ärztebrief – кардио.pdf"],
	])("%j is saved as %j", (name, saved) => {
		expect(safeName(name)).toBe(saved);
	});
});

describe("Content-Disposition", () => {
	it.each([
		["letter.pdf", 'attachment; filename="letter.pdf"'],
		["Ärztebrief.pdf", "attachment; filename=\"_rztebrief.pdf\"; filename*=UTF-8''%C3%84rztebrief.pdf"],
		["100%.pdf", "attachment; filename=\"100_.pdf\"; filename*=UTF-8''100%25.pdf"],
		["é'(x)*.pdf", "attachment; filename=\"_'(x)_.pdf\"; filename*=UTF-8''%C3%A9%27%28x%29_.pdf"],
		['x"; filename="y.html', 'attachment; filename="x_; filename=_y.html"'],
	])("of %j", (name, header) => {
		expect(contentDisposition("attachment", name)).toBe(header);
	});

	it("is one header of one form, whatever the name", () => {
		const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.string());
		fc.assert(
			fc.property(text, (name) => {
				const header = contentDisposition("inline", name);
				expect(header).toMatch(/^inline; filename="[ !#$&-[\]-~]+"(; filename\*=UTF-8''[\w.!~%-]+)?$/);
				expect(new Headers({ "Content-Disposition": header }).get("Content-Disposition")).toBe(header);
				const [, encoded] = /filename\*=UTF-8''(.+)$/.exec(header) ?? [];
				if (encoded) expect(decodeURIComponent(encoded)).toBe(safeName(name));
			}),
		);
	});
});
