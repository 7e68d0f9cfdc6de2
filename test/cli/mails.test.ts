import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { finished } from "node:stream/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readMail, showMail } from "../../src/cli/server/mails.ts";
import { Output, type Volume } from "../../src/cli/server/output.ts";

let folder: string;
let file: string;
let shown = "";

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "edgeward-mails-"));
	file = join(folder, "text.txt");
	writeFileSync(file, "Hello Sam,\n\nyour code is 123456.\n");
	shown = "";
	vi.spyOn(process.stdout, "write").mockImplementation((text) => {
		shown += text;
		return true;
	});
});
afterEach(() => {
	vi.restoreAllMocks();
	rmSync(folder, { recursive: true });
});

/** As wrangler 4.155 logs it. */
const announced = (to = "sam@example.org", subject = "Your code") => [
	"[wrangler:info] send_email binding called with MessageBuilder:",
	"From: edgeward@example.org",
	`To: ${to}`,
	`Subject: ${subject}`,
	"",
	`Text: ${file}`,
];
const REQUEST = "[wrangler:info] POST /api/auth/register/ 201 Created (9ms)";
const BLOCK = ["  │ Mail to sam@example.org", "  │ Subject: Your code", "  │ ", "  │ Hello Sam,", "  │ "].join("\n");

describe("a mail in wrangler's output", () => {
	it("is known once its last line has come", () => {
		const lines = announced();
		for (let count = 1; count < lines.length; count++) expect(readMail(lines.slice(0, count))).toBe("unfinished");
		expect(readMail(lines)).toEqual({ to: "sam@example.org", subject: "Your code", file });
	});

	it("is known in colour, with copies, and whatever its subject says", () => {
		const [, from = "", to = ""] = announced();
		const subject = "Subject: To: Text: me";
		const coloured = "\u001b[34msend_email binding called with MessageBuilder:\u001b[39m";
		expect(readMail([coloured, from, to, "Cc: jo@example.org", subject, "", `Text: ${file}`])).toEqual({
			...{ to: "sam@example.org", subject: "To: Text: me", file },
		});
	});

	it.each([
		[[REQUEST]],
		[[""]],
		[["To: sam@example.org"]],
		[[...announced().slice(0, 5), "HTML: /tmp/mail.html"]],
		[[...announced().slice(0, 3), REQUEST]],
	])("is not in %j", (lines) => {
		expect(readMail(lines)).toBe("none");
	});
});

describe("a mail on the terminal", () => {
	const mail = () => ({ to: "sam@example.org", subject: "Your code", file });

	it("has who gets it, the subject and the text", () => {
		expect(showMail(mail())).toBe(`${BLOCK}\n  │ your code is 123456.`);
	});

	it("is shown without its text where that is gone", () => {
		const text = showMail({ ...mail(), file: join(folder, "gone.txt") });
		expect(text).toContain("Mail to sam@example.org");
		expect(text).toMatch(/cannot be read: .*gone\.txt/);
	});

	it("cannot do anything to the terminal", () => {
		writeFileSync(file, "one\r\n\u001b[2Jtwo\tthree\u0007\u009b1m");
		expect(showMail({ ...mail(), subject: "a\u001b]0;b\u0007" })).toMatch(
			/Subject: a\]0;b\n[^\r]*one\n {2}│ \[2Jtwo\tthree1m$/,
		);
	});
});

/** What is shown of wrangler's output. */
async function output(volume: Volume, lines: string[], errors: string[] = []) {
	const [stdout, stderr] = [new PassThrough(), new PassThrough()];
	const sorted = new Output({ stdout, stderr });
	sorted.volume = volume;
	for (const [stream, text] of [
		[stderr, errors],
		[stdout, lines],
	] as const) {
		stream.end(text.map((line) => `${line}\n`).join(""));
		await finished(stream);
	}
	await vi.waitFor(() => expect(stdout.readableEnded && stderr.readableEnded).toBe(true));
	return { shown, held: sorted.held };
}

describe("the output of the server", () => {
	it.each<Volume>(["quiet", "all"])("shows each mail, and no line of wrangler's about it: %s", async (volume) => {
		await output(volume, [...announced(), REQUEST, ...announced("jo@example.org")]);
		expect(shown).toContain(`\n${BLOCK}\n  │ your code is 123456.\n`);
		expect(shown).toContain("  │ Mail to jo@example.org\n");
		expect(shown).not.toMatch(/send_email|Text:|From:/);
		expect(shown.includes(REQUEST)).toBe(volume === "all");
	});

	it("leaves out the mails to the demo ward's people while the ward is filled", async () => {
		await output("quiet", announced("greta@ward.example"));
		expect(shown).toBe("");
		await output("all", announced("greta@ward.example"));
		expect(shown).toContain("Mail to greta@ward.example");
	});

	it("swallows nothing of what only looks like a mail", async () => {
		const lines = [...announced().slice(0, 3), "✘ [ERROR] gone"];
		await output("all", lines);
		expect(shown).toBe(lines.map((line) => `${line}\n`).join(""));
	});

	it("keeps a mail whole while errors come between", async () => {
		await output("all", announced(), ["✘ [ERROR] something else"]);
		expect(shown).toContain(BLOCK);
		expect(shown).toContain("✘ [ERROR] something else\n");
	});

	it("remembers what it has not shown", async () => {
		expect((await output("quiet", ["Starting", ...announced()])).held).toBe("Starting");
	});
});
