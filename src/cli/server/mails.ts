import { readFileSync } from "node:fs";
import { messageOf } from "../failure.ts";

/** A mail that the Worker has sent, as wrangler logs it instead of delivering it. */
export interface Mail {
	to: string;
	subject: string;
	/** Where wrangler has put the text. */
	file: string;
}

const ANNOUNCEMENT = "send_email binding called with MessageBuilder:";
const FIELD = /^(From|To|Cc|Bcc|Subject): (.*)$/;

/**
 * What some lines of wrangler's output say of a mail: `unfinished` while the rest is still to come, `none` where they
 * are about something else.
 */
export function readMail(lines: readonly string[]): Mail | "unfinished" | "none" {
	const [announcement = "", ...rest] = lines;
	if (!announcement.includes(ANNOUNCEMENT)) return "none";
	const fields = new Map<string, string>();
	for (const line of rest) {
		const [, file] = /^Text: (.+)$/.exec(line) ?? [];
		if (file) return { to: fields.get("To") ?? "", subject: fields.get("Subject") ?? "", file };
		const [, name, value = ""] = FIELD.exec(line) ?? [];
		if (name) fields.set(name, value);
		else if (line !== "") return "none";
	}
	return "unfinished";
}

/** A text that cannot move a terminal's cursor or colour it: parts of it are what clients sent. */
const harmless = (text: string) => text.replace(/\p{Cc}/gu, (character) => (/[\n\t]/.test(character) ? character : ""));

/** A mail for a terminal, with its text, or with the reason why there is none. */
export function showMail({ to, subject, file }: Mail): string {
	const head = [`Mail to ${to}`, `Subject: ${subject}`, ""];
	return harmless([...head, ...textOf(file).trimEnd().split("\n")].map((line) => `  │ ${line}`).join("\n"));
}

function textOf(file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch (error) {
		return `(its text cannot be read: ${messageOf(error)})`;
	}
}
