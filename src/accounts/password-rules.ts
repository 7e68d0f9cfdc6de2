export interface PasswordOwner {
	username: string;
	email: string | null;
	phoneNumber: string | null;
}

const SHORTEST = 8;
/** Longer ones only cost hashing time. */
const LONGEST = 128;

// The passwords of eight and more characters at the head of every published list of leaked ones.
const COMMON = new Set(
	(
		"password password1 password12 password123 password1234 passw0rd p@ssw0rd p@ssword qwertyui qwertyuiop qwerty12 " +
		"qwerty123 qwerty1234 1q2w3e4r 1q2w3e4r5t 1qaz2wsx q1w2e3r4 zaq12wsx abcd1234 abc12345 a1b2c3d4 asdfghjk " +
		"asdfghjkl asdf1234 zxcvbnm1 iloveyou iloveyou1 sunshine princess football baseball superman welcome1 " +
		"welcome123 letmein1 letmein123 trustno1 starwars whatever computer internet samsung1 michelle jennifer " +
		"charlie1 dragon123 monkey123 master123 admin123 administrator changeme changeme1 default_password test1234 " +
		"hospital patient1 doctor123"
	).split(" "),
);

/** Letters and digits only: `J.Doe-99` and `jdoe99` are the same word to somebody who guesses. */
const bare = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** Why the password may not be used, or undefined. Seeds 0, 1 and 3: long enough, not numeric, common or like the name. */
export function passwordFault(password: string, owner: PasswordOwner): string | undefined {
	if (password.length < SHORTEST) return `must have at least ${SHORTEST} characters`;
	if (password.length > LONGEST) return `must have at most ${LONGEST} characters`;
	if (/^\p{N}+$/u.test(password)) return "must not be only numbers";
	if (COMMON.has(password.toLowerCase())) return "is among the most common passwords";
	const secret = bare(password);
	const names = [owner.username, owner.email?.split("@")[0], owner.phoneNumber].map((name) => bare(name ?? ""));
	if (names.some((name) => name.length >= 4 && secret.includes(name))) return "is too similar to your name";
	return undefined;
}
