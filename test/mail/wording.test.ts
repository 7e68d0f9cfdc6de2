import { describe, expect, it } from "vitest";
import { NOTICES, type Notice } from "../../src/mail/events.ts";
import { codeMail, noticeMail, notificationMail } from "../../src/mail/wording.ts";

const CODE = "t9hdWjt0l57fMFJd7qrUyqe0_0QZFT-csYOkPXGkd6A";
const ada = { firstName: "Ada", username: "ada" };

describe("the mail with a code", () => {
	it.each([
		["verify_email", /confirm this e-mail address/, /confirms that this e-mail address is yours/, /mistyped/],
		["reset_password", /set a new password/, /you can set a new password/, /did not ask for it, do nothing/],
	] as const)("%s says what it is for, how long it works, and what to do where it was not asked for", (...row) => {
		const [purpose, about, why, otherwise] = row;
		const { subject, text } = codeMail(ada, purpose, CODE, 20);
		expect(subject).toMatch(about);
		for (const part of [/^Hello Ada,\n/, why, otherwise, "It works once, within 20 minutes.", /\n\nEdgeward$/])
			expect(text).toMatch(part);
	});

	it("has the code on a line of its own, and nowhere else", () => {
		for (const purpose of ["verify_email", "reset_password"] as const) {
			const { subject, text } = codeMail(ada, purpose, CODE, 20);
			expect(subject).not.toContain(CODE);
			expect(text.split(CODE)).toEqual([expect.stringMatching(/\n\n$/), expect.stringMatching(/^\n\n/)]);
		}
	});
});

describe("where people reach our pages,", () => {
	const HOME = "https://ward.example.org";

	it.each([
		["verify_email", "/verify"],
		["reset_password", "/reset"],
	] as const)("the mail with a code of %s links to the page that takes it, and still has the code alone", (...row) => {
		const [purpose, page] = row;
		const { text } = codeMail(ada, purpose, CODE, 20, HOME);
		expect(text.split("\n")).toEqual(expect.arrayContaining([CODE, `${HOME}${page}?token=${CODE}`]));
	});

	it("the mail of a notification links to the inbox", () => {
		const { text } = notificationMail(ada, "Fast heart rate: Ada Byron", true, HOME);
		expect(text).toMatch(`Sign in to see it:\n${HOME}/inbox\n\nEdgeward`);
	});

	it("and where nobody has said where, there is no link", () => {
		expect(codeMail(ada, "reset_password", CODE, 20, null).text).not.toContain("://");
	});
});

describe("the mail of a notice", () => {
	it.each<[Notice, RegExp, RegExp]>([
		["new_sign_in", /new sign-in/, /signed in to your account with a device that we have not seen before/],
		["password_changed", /password was changed/, /your other sessions were ended/],
		["email_changed", /another e-mail address/, /we write to the new one from now on/],
		["token_created", /personal access token/, /script can act for you/],
		["role_granted", /request was approved/, /Sign in again to use it/],
		["verified", /is verified/, /verified who you are/],
	])("%s says what happened", (notice, about, news) => {
		const { subject, text } = noticeMail(ada, notice, {});
		expect(subject).toMatch(about);
		expect(text).toMatch(news);
	});

	it.each(NOTICES)("%s is a letter, with its details line by line after the news", (notice) => {
		const { subject, text } = noticeMail(ada, notice, { Device: "Firefox on Linux", Place: "Berlin, DE" });
		expect(subject).not.toBe("");
		expect(text).toMatch(/^Hello Ada,\n\n[^\n]+\n\nDevice: Firefox on Linux\nPlace: Berlin, DE\n/);
		expect(text).toMatch(/\n\nEdgeward$/);
	});

	it.each([
		"new_sign_in",
		"sign_in_linked",
		"password_changed",
		"email_changed",
		"token_created",
	] as const)("%s says what to do if it was not you", (notice) => {
		expect(noticeMail(ada, notice, {}).text).toMatch(/If this was not you, .*tell your clinic/);
	});

	it("has no empty lines where it has no details", () => {
		for (const notice of NOTICES) expect(noticeMail(ada, notice, {}).text).not.toMatch(/\n{3}/);
	});
});

describe("whoever registers writes their own name into a mail to an address that may be another's:", () => {
	it.each([
		["a first name", { firstName: "Ada", username: "ada-1" }, "Hello Ada,"],
		["no first name", { firstName: "", username: "ada-1" }, "Hello ada-1,"],
		["a name of many parts", { firstName: "Zoë-Marie d’Arc", username: "zoe" }, "Hello Zoë-Marie d’Arc,"],
		["a title", { firstName: "Dr. Ada K.", username: "ada" }, "Hello Dr. Ada K.,"],
		["a name in another script", { firstName: "Мария", username: "maria" }, "Hello Мария,"],
		["a link", { firstName: "https://evil.example/pay", username: "ada" }, "Hello,"],
		["what mail programs make a link of", { firstName: "", username: "see evil.example" }, "Hello,"],
		["an e-mail address, as the username of who gave no other", { firstName: "", username: "ada@b.com" }, "Hello,"],
		["lines", { firstName: "Ada,\n\nyour account was locked", username: "ada" }, "Hello,"],
		["a sentence", { firstName: "", username: "you have won a prize call us now ".repeat(4) }, "Hello,"],
	])("%s", (_, reader, greeting) => {
		for (const { text } of [codeMail(reader, "verify_email", CODE, 20), noticeMail(reader, "verified", {})])
			expect(text.slice(0, text.indexOf("\n\n"))).toBe(greeting);
	});
});

describe("the mail of a notification", () => {
	it.each([
		["Fast heart rate: Ada Byron"],
		["Dr. O’Hara-Núñez asks for your consent"],
		["Look at once: Patient 12"],
		["An appointment was moved"],
	])("has the title within: %s", (title) => {
		const { subject, text } = notificationMail(ada, title, false);
		expect(subject).toBe("Something new in your inbox");
		expect(text).toBe(
			`Hello Ada,\n\nthere is something new in your inbox:\n\n${title}\n\nSign in to see it.\n\nEdgeward`,
		);
	});

	it.each([
		"New patient: https://evil.example",
		"New patient: evil.example",
		"New patient: evil.example/x",
		"New patient: a\n\nYour account was closed, call 555",
		"New patient: <b>",
		`New patient: ${"x".repeat(200)}`,
	])("leaves out what could be a link or a text of its own: %j", (title) => {
		const { text } = notificationMail(ada, title, true);
		expect(text).toBe("Hello Ada,\n\nthere is something new in your inbox:\n\nSign in to see it.\n\nEdgeward");
	});

	it("says in the subject that it is pressing, and nothing else", () => {
		expect(notificationMail(ada, "Fast heart rate: Ada Byron", true).subject).toBe("Urgent: look into your inbox");
	});
});
