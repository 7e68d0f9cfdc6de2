import { eq, sql } from "drizzle-orm";
import { auditRow } from "../audit/service.ts";
import { hashPassword } from "../auth/passwords.ts";
import type { Role } from "../auth/roles.ts";
import type { PublicContext } from "../auth/service-context.ts";
import { sendCode } from "../credentials/codes.ts";
import { atomic, type Statement } from "../db/client.ts";
import { settings } from "../env.ts";
import { invalid, problem } from "../http/problem.ts";
import { newSession } from "../sessions/family.ts";
import { findAccount, takenProblem, userIdOf } from "./account.ts";
import { newProfile, newUser, type Person, profileRoles, usernameFor } from "./creation.ts";
import { passwordFault } from "./password-rules.ts";
import { readRegistration } from "./registration.ts";
import type { RegisterBody } from "./schema.ts";
import { signedIn } from "./signed-in.ts";
import { users } from "./table.ts";

/** A login that is about to be, and what else belongs into its batch: `userIdOf` its username finds it there. */
interface NewAccount {
	person: Person;
	/** Null where its owner proves otherwise who they are. */
	passwordHash: string | null;
	/** When its address was proven; null where it has still to be. */
	emailVerifiedAt: Date | null;
	message: string;
	also: readonly Statement[];
}

/**
 * Creates an account and signs it in, in one batch: the login, the profiles that its roles come with, a session, the
 * audit row. Throws what the database throws where a name is taken.
 */
export async function createAccount(context: PublicContext, account: NewAccount) {
	const { db, env, origin } = context;
	const { person, passwordHash, emailVerifiedAt, message, also } = account;
	const { username, roles } = person;
	const session = newSession(db, settings(env), userIdOf(username), origin);
	const entityId = sql<string>`${userIdOf(username)}`;
	await atomic(db, [
		db.insert(users).values({ ...newUser(person, passwordHash), emailVerifiedAt }),
		...profileRoles(roles).flatMap((role) => newProfile(context, role, userIdOf(username), person)),
		session.statement,
		...also,
		auditRow(db, { actor: null, action: "user.register", entity: "user", entityId, origin }),
	]);
	const created = await findAccount(db, eq(users.username, username));
	if (!created) throw problem("internal");
	return signedIn(settings(env), created, session, message);
}

/**
 * Registers whoever asks, and mails a code to prove the address. Admin and staff stay a wish until an admin approves; a
 * patient or a doctor gets the profile that their token points to. Throws `invalid` with the fields that are wrong or
 * taken.
 */
export async function register(context: PublicContext, body: RegisterBody, byPath: Role | undefined) {
	const { db, env } = context;
	const nameless = body.username ? "" : await usernameFor(db, body.email ?? null);
	const read = readRegistration(body, byPath, nameless);
	if ("errors" in read) throw problem("invalid", { errors: read.errors });
	const { password, ...person } = read.registration;
	const fault = await passwordFault(password, person);
	if (fault) throw invalid("password", fault);
	return createAccount(context, {
		person,
		passwordHash: await hashPassword(password),
		emailVerifiedAt: null,
		message: "Registered.",
		also: sendCode(db, settings(env), "verify_email", eq(users.username, person.username)),
	}).catch((error) => {
		throw takenProblem(error);
	});
}
