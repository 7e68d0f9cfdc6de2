import { call, post } from "./client.ts";
import { codesFor } from "./codes.ts";
import { DB } from "./database.ts";
import { createUser, newPhone, PASSWORD, type TestUser, unique } from "./factories.ts";

/** Somebody with every name that one can sign in by. */
export interface Person {
	id: number;
	username: string;
	email: string;
	phone_number: string;
	token: string;
	refresh: string;
}

/** Registers somebody at the front door; the password is the tests' own. */
export async function registered(headers: Record<string, string> = {}): Promise<Person> {
	const names = {
		username: `ada-${unique()}`,
		email: `${unique()}@example.org`,
		phone_number: newPhone(),
	};
	const { status, body } = await call("POST", "/api/auth/register/", {
		body: { ...names, password: PASSWORD },
		headers,
	});
	if (status !== 201) throw new Error(`expected 201: ${status} ${JSON.stringify(body)}`);
	return { ...names, id: body.user_id, token: body.access, refresh: body.refresh };
}

/** A user with an e-mail address that nobody has proven, and no mail on its way there. */
export async function withEmail(): Promise<TestUser & { email: string }> {
	const user = await createUser("user");
	const email = `${unique()}@example.org`;
	await DB.prepare("update users set email = ? where id = ?").bind(email, user.id).run();
	return { ...user, email };
}

/** The same, whose owner has proven it. */
export async function withProvenEmail(): Promise<TestUser & { email: string }> {
	const user = await withEmail();
	await DB.prepare("update users set email_verified_at = 1 where id = ?").bind(user.id).run();
	return user;
}

export async function deactivate(userId: number): Promise<void> {
	await DB.prepare("update users set is_active = 0 where id = ?").bind(userId).run();
}

/** As of a login that an admin has made for somebody, and whose owner has not set a password yet. */
export async function withoutPassword(userId: number): Promise<void> {
	await DB.prepare("update users set password_hash = null where id = ?").bind(userId).run();
}

/** Asks for a code to set a new password, and reads it in the mailbox. */
export async function resetCode(email: string): Promise<string> {
	await post("/api/auth/password/forget/", { email });
	const [code] = await codesFor(email);
	if (!code) throw new Error(`no code for ${email}`);
	return code;
}
