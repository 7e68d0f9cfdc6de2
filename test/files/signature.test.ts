import { describe, expect, it } from "vitest";
import { contentTypeOf, disguise } from "../../src/files/signature.ts";
import { STARTS } from "../support/uploads.ts";

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe("what a file is", () => {
	it.each(Object.entries(STARTS))("%s, by its first bytes", (type, start) => {
		expect(contentTypeOf(start)).toBe(type);
	});

	it.each([
		["GIF87a....", "image/gif"],
		["RIFF\xff\n\xff\rWEBPVP8L", "image/webp"],
		["\xff\xd8\xff\xe1 Exif", "image/jpeg"],
	])("%j, a rarer one", (start, type) => {
		expect(contentTypeOf(bytes(start))).toBe(type);
	});

	it.each([
		"",
		"%PDF",
		" %PDF-1.4",
		"<!doctype html>",
		"<svg xmlns=",
		"PK\x03\x04",
		"MZ\x90\x00",
		"GIF90a",
		"GIF88a",
		"RIFF\x24\x00\x00\x00WAVEfmt ",
		"\x89PNG\n\x1a\n",
		"\xff\xd8",
		"BM\x00\x00",
	])("%j is nothing to store", (start) => {
		expect(contentTypeOf(bytes(start))).toBeUndefined();
	});
});

describe("a disguise", () => {
	it.each([
		["image/jpeg", "face.jpg", "image/jpeg"],
		["image/jpeg", "FACE.JPEG", "image/jpg"],
		["application/pdf", "letter", ""],
		["application/pdf", "Dr. Smith's letter", "application/octet-stream"],
		["application/pdf", "scan.v2.pdf", "Application/PDF; charset=binary"],
		["image/png", "", "image/png"],
	] as const)("%s as %j, %j is none", (type, name, declared) => {
		expect(disguise(type, name, declared)).toBeUndefined();
	});

	it.each([
		["application/pdf", "page.html", "application/pdf", /named \.html/],
		["image/webp", "face.jpg", "image/webp", /named \.jpg/],
		["image/png", "face.png", "image/jpeg", /sent as something else/],
		["application/pdf", "letter.pdf", "text/html", /sent as something else/],
		["application/pdf", "letter.pdf.exe ", "application/pdf", /named \.exe/],
	] as const)("%s as %j, %j is one", (type, name, declared, told) => {
		expect(disguise(type, name, declared)).toMatch(told);
	});
});
