import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { auditRow } from "../audit/service.ts";
import { hashPassword } from "../auth/passwords.ts";
import type { Role } from "../auth/roles.ts";
import type { PublicContext } from "../auth/service-context.ts";
import { sendCode } from "../credentials/codes.ts";
import { atomic } from "../db/client.ts";
import { settings } from "../env.ts";
import { invalid, problem } from "../http/problem.ts";
import { newSession } from "../sessions/family.ts";
import { findAccount, takenProblem, userIdOf } from "./account.ts";
import { newProfile, newUser, profileRoles } from "./creation.ts";
import { passwordFault } from "./password-rules.ts";
import { readRegistration } from "./registration.ts";
import type { RegisterBody } from "./schema.ts";
import { signedIn } from "./signed-in.ts";
import { users } from "./table.ts";

/**
 * Registers whoever asks, and mails a code to prove the address. Admin and staff stay a wish until an admin approves; a
 * patient or a doctor gets the profile that their token points to. Throws `invalid` with the fields that are wrong or
 * taken.
 */
export async function register({ db, env, origin }: PublicContext, body: RegisterBody, byPath: Role | undefined) {
	const read = readRegistration(body, byPath, randomUUID);
	if ("errors" in read) throw problem("invalid", { errors: read.errors });
	const { password, ...person } = read.registration;
	const fault = await passwordFault(password, person);
	if (fault) throw invalid("password", fault);
	const { username, roles } = person;
	const session = newSession(db, settings(env), userIdOf(username), origin);
	const entityId = sql<string>`${userIdOf(username)}`;
	await atomic(db, [
		db.insert(users).values(newUser(person, await hashPassword(password))),
		...profileRoles(roles).map((role) => newProfile(db, role, userIdOf(username), person)),
		session.statement,
		...sendCode(db, settings(env), "verify_email", eq(users.username, username)),
		auditRow(db, { actor: null, action: "user.register", entity: "user", entityId, origin }),
	]).catch((error) => {
		throw takenProblem(error);
	});
	const account = await findAccount(db, eq(users.username, username));
	if (!account) throw problem("internal");
	return signedIn(settings(env), account, session, "Registered.");
}
