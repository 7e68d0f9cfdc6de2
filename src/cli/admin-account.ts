import { z } from "zod";
import { ROLES, type Role } from "../auth/roles.ts";
import { sql } from "./sql.ts";

/** A row of `users`, as far as making an admin of it needs. `roles` is the column's JSON text. */
export interface Account {
	id: number;
	username: string;
	email: string | null;
	roles: string;
}

interface NewUser {
	username: string;
	email: string;
	passwordHash: string;
	firstName?: string;
	lastName?: string;
	roles: Role[];
	/** Unix ms. */
	at: number;
}

const Roles = z.array(z.enum(ROLES));

/** The statements that make an admin: a new user, or `existing` with the role added, a new password, no other way in. */
export function adminStatements({
	existing,
	...admin
}: Omit<NewUser, "roles"> & { existing: Account | undefined }): string {
	if (!existing) {
		return [insertUser({ ...admin, roles: ["admin"] }), auditOf(admin.email, "user.create", ["roles"], admin.at)].join(
			"\n",
		);
	}
	const roles = new Set<Role>(["admin", ...Roles.parse(JSON.parse(existing.roles))]);
	return [
		sql`UPDATE users SET roles = ${JSON.stringify([...roles])}, requested_role = NULL, password_hash = ${admin.passwordHash},
	is_active = 1, is_verified = 1, updated_at = ${admin.at} WHERE id = ${existing.id};`,
		// Whoever had another way into the account has none any more: they may have registered it before its owner.
		sql`DELETE FROM personal_tokens WHERE user_id = ${existing.id};`,
		sql`DELETE FROM identities WHERE user_id = ${existing.id};`,
		sql`DELETE FROM one_time_codes WHERE user_id = ${existing.id};`,
		sql`UPDATE sessions SET ended_at = ${admin.at} WHERE user_id = ${existing.id} AND ended_at IS NULL;`,
		auditOf(admin.email, "user.update", ["roles", "password", "is_active"], admin.at),
	].join("\n");
}

/** The statement that inserts a verified, active user. */
export function insertUser({
	username,
	email,
	passwordHash,
	firstName = "",
	lastName = "",
	roles,
	at,
}: NewUser): string {
	return sql`INSERT INTO users
	(username, email, password_hash, first_name, last_name, roles, is_active, is_verified, created_at, updated_at)
	VALUES (${username}, ${email}, ${passwordHash}, ${firstName}, ${lastName}, ${JSON.stringify(roles)}, 1, 1, ${at}, ${at});`;
}

/** The audit row of a change to a user: nobody is signed in at a command line, so it has no actor. */
function auditOf(email: string, action: string, fields: string[], at: number): string {
	return sql`INSERT INTO audit (at, action, entity, entity_id, fields, request_id)
	SELECT ${at}, ${action}, 'user', id, ${JSON.stringify(fields)}, 'create-admin' FROM users WHERE email = ${email};`;
}
