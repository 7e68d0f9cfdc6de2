import { type SQL, sql } from "drizzle-orm";
import type { SignedInActor } from "../auth/actor.ts";
import type { Role } from "../auth/roles.ts";
import { notNullViolation } from "../db/client.ts";
import type { users } from "./table.ts";

/*
 * Between the proof of a right and the write that it allows others get in. These make a write depend on the proof: where
 * it does not hold any more they are null, which a NOT NULL column refuses, and with it the whole batch.
 */

/** The user's id while the account is active and has the password and the roles that it was proven with. */
export const ifUnchanged = ({ id, passwordHash, roles }: typeof users.$inferSelect): SQL<number> =>
	sql<number>`(select id from users where id = ${id} and is_active
		and password_hash is ${passwordHash} and roles = ${JSON.stringify(roles)})`;

/** The user's id while their session lives and the account is active. */
export const ifSignedIn = ({ sessionId }: Pick<SignedInActor, "sessionId">): SQL<number> =>
	sql<number>`(select users.id from sessions join users on users.id = sessions.user_id and users.is_active
		where sessions.id = ${sessionId} and sessions.ended_at is null)`;

/** The roles of the updated user as they are, while the condition holds. */
export const rolesWhile = (condition: SQL): SQL<Role[]> => sql<Role[]>`case when ${condition} then roles end`;

/** Whether it was `rolesWhile`, or a change of roles of this kind, that refused the batch. */
export const isOvertaken = (error: unknown): boolean => notNullViolation(error) === "users.roles";
