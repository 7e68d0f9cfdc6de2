import { eq } from "drizzle-orm";
import { sendCode } from "../credentials/codes.ts";
import type { Database, Statement } from "../db/client.ts";
import type { Settings } from "../env.ts";
import { noticeRow } from "../mail/notices.ts";
import { usernameFor } from "./creation.ts";
import { changedFields, type PersonFields, type PersonValues } from "./fields.ts";
import { users } from "./table.ts";

type User = typeof users.$inferSelect;

export interface UserEdit {
	/** For the update of the user; the fields by the names that the audit trail has for them. */
	values: PersonValues & Partial<Pick<User, "emailVerifiedAt" | "username">>;
	fields: string[];
	/** What follows from it; put it after the update into the same batch, then flush the outbox. */
	statements: Statement[];
}

/**
 * What an edit of a user's own fields changes. A new e-mail address counts as unproven until the code that goes there
 * comes back, and whoever has the old one hears of the change. Who has no username but the address gets the new one.
 */
export async function userEdit(db: Database, settings: Settings, user: User, body: PersonFields): Promise<UserEdit> {
	const { values, fields } = changedFields(user, body);
	if (values.email === undefined) return { values, fields, statements: [] };
	const proven = user.emailVerifiedAt && user.email;
	const renamed = user.username === user.email ? { username: await usernameFor(db, values.email) } : {};
	return {
		values: { ...values, ...renamed, emailVerifiedAt: null },
		fields: [...fields, ...Object.keys(renamed)],
		statements: [
			...(proven ? [noticeRow(db, "email_changed", user.id, { to: proven })] : []),
			...sendCode(db, settings, "verify_email", eq(users.id, user.id)),
		],
	};
}
