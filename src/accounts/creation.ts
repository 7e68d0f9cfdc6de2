import { randomUUID } from "node:crypto";
import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { Role } from "../auth/roles.ts";
import type { PublicContext } from "../auth/service-context.ts";
import type { Database, Statement } from "../db/client.ts";
import { raiseRevision } from "../doctors/revision.ts";
import { doctors } from "../doctors/table.ts";
import { settings } from "../env.ts";
import { placeColumns } from "../monitor/place.ts";
import { patients } from "../patients/table.ts";
import type { Registration } from "./registration.ts";
import { users } from "./table.ts";

/** The username of who gives none: their e-mail address, unless they have none or it is somebody's username still. */
export async function usernameFor(db: Database, email: string | null): Promise<string> {
	if (email === null) return randomUUID();
	const [owner] = await db.select({ id: users.id }).from(users).where(eq(users.username, email));
	return owner ? randomUUID() : email;
}

/** Who somebody is, without how they prove it. */
export type Person = Omit<Registration, "password">;

/** The row of a new login; the caller puts it into its own batch. */
export function newUser(person: Person, passwordHash: string | null) {
	const { acceptedTerms, ...fields } = person;
	return { ...fields, passwordHash, acceptedTermsAt: acceptedTerms ? new Date() : null };
}

type ProfileRole = "patient" | "doctor";
export type ProfileFields = Pick<
	typeof users.$inferSelect,
	"email" | "phoneNumber" | "firstName" | "lastName" | "gender" | "dateOfBirth"
>;

/** The roles among these that come with a profile of their own. */
export const profileRoles = (roles: readonly Role[]): ProfileRole[] =>
	roles.filter((role) => role === "patient" || role === "doctor");

/**
 * The statements that insert the patient or doctor that comes with a login. An e-mail address that a clinic's own
 * record already carries stays with that record: an unverified address links nobody.
 */
export function newProfile(
	{ db, env }: Pick<PublicContext, "db" | "env">,
	role: ProfileRole,
	userId: number | SQL<number>,
	fields: ProfileFields,
): Statement[] {
	const { email, phoneNumber, firstName, lastName, gender, dateOfBirth } = fields;
	const table = role === "patient" ? patients : doctors;
	const taken = db
		.select({ one: sql`1` })
		.from(table)
		.where(and(eq(table.email, email ?? ""), isNull(table.deletedAt)));
	const free = email && sql<string>`(select ${email} where not exists ${taken})`;
	const shared = { userId, email: free, firstName, lastName, phoneNumber };
	if (role === "doctor") return [db.insert(doctors).values(shared), raiseRevision(db)];
	const place = placeColumns(settings(env).place);
	return [db.insert(patients).values({ ...shared, ...place, gender, dateOfBirth, isComplete: false })];
}
