import { eq } from "drizzle-orm";
import { users } from "../accounts/table.ts";
import type { ServiceContext } from "../auth/service-context.ts";

/** What a document calls who had it made: their name, and the one by which they sign in. */
export async function authorOf({ db, actor }: ServiceContext): Promise<string> {
	const { firstName, lastName, username } = users;
	const user = await db.select({ firstName, lastName, username }).from(users).where(eq(users.id, actor.id)).get();
	const name = `${user?.firstName ?? ""} ${user?.lastName ?? ""}`.trim();
	const login = user?.username ?? `user ${actor.id}`;
	return name === "" ? login : `${name} (${login})`;
}
