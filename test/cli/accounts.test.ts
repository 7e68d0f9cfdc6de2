import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, it } from "vitest";
import { type Account, adminStatements, insertUser } from "../../src/cli/admin-account.ts";
import { literal, sql } from "../../src/cli/sql.ts";

const MIGRATIONS = join(import.meta.dirname, "../../migrations");

describe("sql", () => {
	it.each([
		[null, "NULL"],
		[true, "1"],
		[false, "0"],
		[1.5, "1.5"],
		["O'Hara", "'O''Hara'"],
		["'; DROP TABLE users; --", "'''; DROP TABLE users; --'"],
		["a\\'b\n", "'a\\''b\n'"],
	])("writes %j as %s", (value, expected) => {
		expect(literal(value)).toBe(expected);
	});

	it.each([Number.NaN, Number.POSITIVE_INFINITY, "a\0b"])("refuses %j", (value) => {
		expect(() => literal(value)).toThrow(RangeError);
	});

	it("fills a template, lists included", () => {
		expect(sql`SELECT ${1} WHERE email IN ${["a", "b'"]}`).toBe("SELECT 1 WHERE email IN ('a', 'b''')");
	});

	it.each(["'", "''", "\\", "%_", '"', "`", "ünïcode 🫀", "$1", "--", "/*"])("SQLite reads %j back", (text) => {
		const row = new DatabaseSync(":memory:").prepare(`SELECT ${literal(text)} AS text`).get();
		expect(row?.text).toBe(text);
	});
});

describe("adminStatements", () => {
	let database: DatabaseSync;
	const admin = { username: "o'hara", email: "o'hara@ward.example", passwordHash: "scrypt$new", at: 1000 };
	const userRow = () => database.prepare("SELECT * FROM users WHERE email = ?").get(admin.email);
	const auditRows = () => database.prepare("SELECT action, entity_id, fields FROM audit").all();

	beforeEach(() => {
		database = new DatabaseSync(":memory:");
		for (const file of readdirSync(MIGRATIONS)
			.filter((name) => name.endsWith(".sql"))
			.toSorted()) {
			database.exec(readFileSync(join(MIGRATIONS, file), "utf8"));
		}
	});

	it("creates an admin and its audit row", () => {
		database.exec(adminStatements({ ...admin, existing: undefined }));
		expect(userRow()).toMatchObject({ username: "o'hara", roles: '["admin"]', is_active: 1, created_at: 1000 });
		expect(auditRows()).toEqual([{ action: "user.create", entity_id: "1", fields: '["roles"]' }]);
	});

	it("leaves nobody another way into the account that it promotes, nor touches anybody else's", () => {
		const other = { username: "other", email: "other@ward.example", passwordHash: "scrypt$old" };
		for (const user of [{ ...admin, passwordHash: "scrypt$old" }, other])
			database.exec(insertUser({ ...user, roles: ["user"], at: 500 }));
		for (const id of [1, 2])
			database.exec(
				[
					sql`INSERT INTO personal_tokens (user_id, name, scope, token_hash, hint, expires_at, created_at)
						VALUES (${id}, 'export', 'write', ${`token-${id}`}, 'abcd', 9000, 500);`,
					sql`INSERT INTO identities (issuer, subject, user_id, created_at)
						VALUES ('https://id.example.org', ${`person-${id}`}, ${id}, 500);`,
					sql`INSERT INTO one_time_codes (id, user_id, purpose, email, code_hash, expires_at, created_at)
						VALUES (${`code-${id}`}, ${id}, 'reset_password', 'x@ward.example', ${`hash-${id}`}, 9000, 500);`,
				].join("\n"),
			);
		const existing: Account = { id: 1, username: admin.username, email: admin.email, roles: '["user"]' };
		database.exec(adminStatements({ ...admin, existing }));
		for (const table of ["personal_tokens", "identities", "one_time_codes"])
			expect(database.prepare(`SELECT user_id FROM ${table}`).all(), table).toMatchObject([{ user_id: 2 }]);
	});

	it("promotes whoever has the address, keeps the other roles and ends the sessions", () => {
		database.exec(insertUser({ ...admin, passwordHash: "scrypt$old", roles: ["doctor"], at: 500 }));
		database.exec("UPDATE users SET is_active = 0, requested_role = 'admin'");
		database.exec(`INSERT INTO sessions (id, user_id, refresh_hash, rotated_at, expires_at, created_at)
			VALUES ('s', 1, 'h', 500, 9000, 500)`);
		const existing: Account = { id: 1, username: admin.username, email: admin.email, roles: '["doctor"]' };
		database.exec(adminStatements({ ...admin, existing }));
		expect(userRow()).toMatchObject({
			roles: '["admin","doctor"]',
			requested_role: null,
			password_hash: "scrypt$new",
			is_active: 1,
			created_at: 500,
			updated_at: 1000,
		});
		expect(database.prepare("SELECT ended_at FROM sessions").get()).toMatchObject({ ended_at: 1000 });
		expect(auditRows()).toHaveLength(1);
	});
});
