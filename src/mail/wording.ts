import type { Purpose } from "../credentials/purpose.ts";
import type { Notice } from "./events.ts";

export interface Words {
	subject: string;
	text: string;
}

/** How a mail addresses somebody. */
interface Reader {
	firstName: string;
	username: string;
}

/**
 * What can be somebody's name: no link and no line of its own. Whoever registers chooses the name, and the mail may go
 * to a stranger whose address they gave.
 */
const NAME = /^(?:[\p{L}\p{M}\p{N} '’_-]|\.(?= |$)){1,60}$/u;

function letter({ firstName, username }: Reader, lines: string[]): string {
	const name = firstName || username;
	return [NAME.test(name) ? `Hello ${name},` : "Hello,", ...lines, "Edgeward"].join("\n\n");
}

const CODES: Record<Purpose, { subject: string; why: string; otherwise: string }> = {
	verify_email: {
		subject: "Your code to confirm this e-mail address",
		why: "this code confirms that this e-mail address is yours:",
		otherwise: "If you have no account with us, somebody mistyped their address: do nothing.",
	},
	reset_password: {
		subject: "Your code to set a new password",
		why: "with this code you can set a new password:",
		otherwise: "If you did not ask for it, do nothing: your password stays as it is.",
	},
};

/** Where our pages are, as `Settings.publicOrigin`. */
type PublicOrigin = string | null;

/** A link in a line of its own, with what it is for above it. */
const linkTo = (origin: PublicOrigin, path: string, why: string) =>
	origin === null ? [] : [`${why}\n${origin}${path}`];

const CODE_PAGES: Record<Purpose, string> = { verify_email: "/verify", reset_password: "/reset" };

/** The mail that carries a one-time code, with a link to the page that takes it. Pure. */
export function codeMail(
	reader: Reader,
	purpose: Purpose,
	code: string,
	minutes: number,
	origin: PublicOrigin = null,
): Words {
	const { subject, why, otherwise } = CODES[purpose];
	const link = linkTo(origin, `${CODE_PAGES[purpose]}?token=${code}`, "Or open this page, where it is filled in:");
	return {
		subject,
		text: letter(reader, [why, code, ...link, `It works once, within ${minutes} minutes. ${otherwise}`]),
	};
}

const ALARM =
	"If this was not you, set a new password now: ask for a code at “forgotten password”, and tell your clinic.";

const CHANGED_ALARM = "If this was not you, tell your clinic now: somebody else may be in your account.";

const NOTICE_WORDS: Record<Notice, { subject: string; lines: string[] }> = {
	new_sign_in: {
		subject: "A new sign-in to your account",
		lines: ["somebody signed in to your account with a device that we have not seen before.", ALARM],
	},
	sign_in_linked: {
		subject: "Another way to sign in to your account",
		lines: ["from now on you can sign in to your account with this provider as well.", CHANGED_ALARM],
	},
	password_changed: {
		subject: "Your password was changed",
		lines: ["the password of your account was changed, and your other sessions were ended.", ALARM],
	},
	email_changed: {
		subject: "Your account has another e-mail address now",
		lines: ["the e-mail address of your account was changed: we write to the new one from now on.", CHANGED_ALARM],
	},
	role_granted: {
		subject: "Your request was approved",
		lines: ["an administrator approved the role that you asked for.", "Sign in again to use it."],
	},
	token_created: {
		subject: "A new personal access token",
		lines: ["somebody made a personal access token, with which a script can act for you.", ALARM],
	},
	verified: {
		subject: "Your account is verified",
		lines: ["an administrator has verified who you are."],
	},
};

/** The mail that tells of something that happened to an account, with its details line by line. Pure. */
export function noticeMail(reader: Reader, notice: Notice, details: Readonly<Record<string, string>>): Words {
	const { subject, lines } = NOTICE_WORDS[notice];
	const [first = "", ...rest] = lines;
	const facts = Object.entries(details).map(([name, value]) => `${name}: ${value}`);
	return { subject, text: letter(reader, [first, ...(facts.length > 0 ? [facts.join("\n")] : []), ...rest]) };
}

/** What can be the title of a notification: it has names in it, so again no link and no line of its own. */
const TITLE = /^(?:[\p{L}\p{M}\p{N} ,'’_-]|[.:](?= |$)){1,160}$/u;

/**
 * The mail that says that something is in the inbox: no more than its title, and not in the subject, which a locked phone
 * shows to everybody. Pure.
 */
export function notificationMail(
	reader: Reader,
	title: string,
	isPressing: boolean,
	origin: PublicOrigin = null,
): Words {
	const subject = isPressing ? "Urgent: look into your inbox" : "Something new in your inbox";
	const lines = ["there is something new in your inbox:", ...(TITLE.test(title) ? [title] : [])];
	const link = linkTo(origin, "/inbox", "Sign in to see it:");
	return { subject, text: letter(reader, [...lines, ...(link.length > 0 ? link : ["Sign in to see it."])]) };
}
