import { randomInt } from "node:crypto";
import { resolve } from "node:path";
import { z } from "zod";
import { passwordFault } from "../accounts/password-rules.ts";
import { hashPassword } from "../auth/passwords.ts";
import { type Account, adminStatements } from "./admin-account.ts";
import { Failure, messageOf, misuse, run } from "./failure.ts";
import { parseFlags } from "./flags.ts";
import { libsqlTarget, tursoAddress } from "./libsql.ts";
import { sql } from "./sql.ts";
import { d1Target, type SqlTarget } from "./sql-target.ts";

const HELP = `Creates an admin, or makes an admin of who has the e-mail address: sets the password and activates the login.

  npm run create-admin -- --email E --password P [options]

  --email E         the admin's e-mail address
  --password P      at least 8 characters, not only numbers; or env EDGEWARD_ADMIN_PASSWORD, which no history keeps
  --remote          in the deployed D1 instead of the local one
  --turso           in the database of TURSO_DATABASE_URL and TURSO_AUTH_TOKEN
  --persist-to DIR  the folder that the local server was started with
  --help            prints this
`;

interface Options {
	email: string;
	password: string;
	target: SqlTarget;
}

async function main(): Promise<number> {
	const options = await readOptions();
	if (options === "help") {
		process.stdout.write(HELP);
		return 0;
	}
	const { email, password, target } = options;
	const accounts = await accountsLike(email, target);
	const existing = accounts.find((account) => account.email === email);
	const username = existing?.username ?? freeUsername(usernameOf(email), accounts);
	const passwordHash = await hashPassword(password);
	await target.execute(adminStatements({ email, username, passwordHash, existing, at: Date.now() }));
	const done = existing ? "Made an admin of" : "Created the admin";
	process.stdout.write(`${done} ${username} <${email}> in ${target.name}.\n`);
	return 0;
}

async function readOptions(): Promise<Options | "help"> {
	const { values } = parseFlags({
		options: {
			email: { type: "string" },
			password: { type: "string" },
			remote: { type: "boolean", default: false },
			turso: { type: "boolean", default: false },
			"persist-to": { type: "string" },
			help: { type: "boolean", short: "h", default: false },
		},
	});
	if (values.help) return "help";
	const email = z.email().safeParse(values.email?.trim().toLowerCase()).data;
	if (!email) throw misuse(`--email must be an e-mail address, not "${values.email ?? ""}"`);
	const password = values.password ?? process.env.EDGEWARD_ADMIN_PASSWORD;
	if (!password) throw misuse("--password is needed (or env EDGEWARD_ADMIN_PASSWORD)");
	const fault = await passwordFault(password, { username: usernameOf(email), email, phoneNumber: null });
	if (fault) throw misuse(`--password ${fault}`);
	const places = [values.remote, values.turso, values["persist-to"] !== undefined].filter(Boolean);
	if (places.length > 1) throw misuse("--remote, --turso and --persist-to name different databases: give one of them");
	const persistTo = values["persist-to"] === undefined ? undefined : resolve(values["persist-to"]);
	const target = values.turso ? libsqlTarget(tursoAddress()) : d1Target({ remote: values.remote, persistTo });
	return { email, password, target };
}

const Accounts = z.array(
	z.object({ id: z.int(), username: z.string(), email: z.string().nullable(), roles: z.string() }),
);

/** Who has the e-mail address, or a username that it would give. */
async function accountsLike(email: string, target: SqlTarget): Promise<Account[]> {
	try {
		return Accounts.parse(
			await target.select(
				sql`SELECT id, username, email, roles FROM users WHERE email = ${email} OR username = ${usernameOf(email)}`,
			),
		);
	} catch (error) {
		if (!messageOf(error).includes("no such table")) throw error;
		throw new Failure(`the database has no tables yet: run \`${target.migrating}\` first`);
	}
}

/** What stands before the @. */
function usernameOf(email: string): string {
	return email.slice(0, email.lastIndexOf("@"));
}

function freeUsername(wanted: string, accounts: Account[]): string {
	const taken = accounts.some(({ username }) => username === wanted);
	return taken ? `${wanted}-${randomInt(1000, 10_000)}` : wanted;
}

await run("create-admin", main);
