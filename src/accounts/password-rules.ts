import { isCommon } from "./common-passwords.ts";

export interface PasswordOwner {
	username: string;
	email: string | null;
	phoneNumber: string | null;
	firstName?: string;
	lastName?: string;
}

const SHORTEST = 8;
/** Longer ones only cost hashing time. */
const LONGEST = 128;

/** Letters and digits only: `J.Doe-99` and `jdoe99` are the same word to somebody who guesses. */
const bare = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** Shorter names are parts of too many words. */
const SHORTEST_NAME = 4;

/** A login name anywhere in it gives a password away. */
function holdsLogin(secret: string, { username, email, phoneNumber }: PasswordOwner): boolean {
	const logins = [username, email?.split("@")[0], phoneNumber].map((login) => bare(login ?? ""));
	return logins.some((login) => login.length >= SHORTEST_NAME && secret.includes(login));
}

/** People's names are words too, so that one may be part of a long sentence; it must not be half of the password. */
function isMostlyName(secret: string, { firstName = "", lastName = "" }: PasswordOwner): boolean {
	const whole = [firstName, lastName, firstName + lastName, lastName + firstName];
	const names = [...whole, ...firstName.split(/\s+/), ...lastName.split(/\s+/)].map(bare);
	return names.some(
		(name) => name.length >= SHORTEST_NAME && secret.includes(name) && name.length * 2 >= secret.length,
	);
}

/** Why the password may not be used, or undefined. Seeds 0, 1 and 3: long enough, not numeric, common or like the name. */
export async function passwordFault(password: string, owner: PasswordOwner): Promise<string | undefined> {
	if (password.length < SHORTEST) return `must have at least ${SHORTEST} characters`;
	if (password.length > LONGEST) return `must have at most ${LONGEST} characters`;
	if (/^\p{N}+$/u.test(password)) return "must not be only numbers";
	if (await isCommon(password)) return "is among the most common passwords";
	const secret = bare(password);
	if (holdsLogin(secret, owner) || isMostlyName(secret, owner)) return "is too similar to your name";
	return undefined;
}
