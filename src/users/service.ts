import { and, eq, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import { accountQuery, findAccount, userAnswer } from "../accounts/account.ts";
import { users } from "../accounts/table.ts";
import type { Role } from "../auth/roles.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { listFrom } from "../db/list.ts";
import { contains, orderBy } from "../http/paging.ts";
import { problem } from "../http/problem.ts";
import type { ListUsersQuery } from "./schema.ts";

const ORDERINGS = {
	id: users.id,
	username: users.username,
	email: users.email,
	first_name: users.firstName,
	last_name: users.lastName,
	created_at: users.createdAt,
	last_login: users.lastLogin,
};

function searched(text: string): SQL | undefined {
	const fullName = sql`${users.firstName} || ' ' || ${users.lastName}`;
	return or(...[fullName, users.username, users.email, users.phoneNumber].map((column) => contains(column, text)));
}

export const hasRole = (role: Role): SQL => sql`exists (select 1 from json_each(${users.roles}) where value = ${role})`;

function filtered({ role, is_active, is_verified, pending, search }: ListUsersQuery): SQL | undefined {
	return and(
		role ? hasRole(role) : undefined,
		is_active === undefined ? undefined : eq(users.isActive, is_active),
		is_verified === undefined ? undefined : eq(users.isVerified, is_verified),
		pending === undefined ? undefined : pending ? isNotNull(users.requestedRole) : isNull(users.requestedRole),
		search ? searched(search) : undefined,
	);
}

/** All users. */
export function listUsers({ db }: ServiceContext, query: ListUsersQuery) {
	return listFrom(db, {
		query: () => accountQuery(db).$dynamic(),
		where: filtered(query),
		counted: users,
		id: users.id,
		order: orderBy(query.ordering, ORDERINGS, users.id),
		answer: (row) => userAnswer(row),
	});
}

/** Any user, for admins, else `not_found`. */
export async function getUser({ db }: ServiceContext, id: number) {
	const account = await findAccount(db, eq(users.id, id));
	if (!account) throw problem("not_found");
	return userAnswer(account);
}

/** Whoever asks. */
export const getSelf = (context: ServiceContext) => getUser(context, context.actor.id);
