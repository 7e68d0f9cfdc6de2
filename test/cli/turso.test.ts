import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "libsql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hranaServer } from "../support/hrana/server.ts";
import { run } from "../system/server.ts";

const folder = mkdtempSync(join(tmpdir(), "edgeward-turso-"));
const server = hranaServer(folder);
let url = "";

beforeAll(async () => {
	await once(server.listen(0, "127.0.0.1"), "listening");
	const address = server.address();
	if (!address || typeof address === "string") throw new Error("no port");
	url = `http://127.0.0.1:${address.port}`;
});
afterAll(() => {
	server.closeAllConnections();
	server.close();
	rmSync(folder, { recursive: true, force: true });
});

const turso = (name: string, token = "ward", args: string[] = []) =>
	run(name, args, { TURSO_DATABASE_URL: url, TURSO_AUTH_TOKEN: token });
const rows = (token: string, sql: string) => new Sqlite(join(folder, `${token}.db`)).prepare(sql).all();

const ADMIN = ["--turso", "--email", "admin@ward.example", "--password", "a long enough sentence 5"];
const MIGRATIONS = readdirSync(join(import.meta.dirname, "../../migrations")).filter((name) => name.endsWith(".sql"));

describe("migrate:turso", () => {
	it("applies the migrations that D1 has, and none twice", async () => {
		for (const _ of [1, 2]) {
			const { code, output } = await turso("migrate-turso");
			expect([code, output]).toEqual([0, `The database at ${new URL(url).host} is at the newest migration.\n`]);
			expect(rows("ward", "select hash from __drizzle_migrations")).toHaveLength(MIGRATIONS.length);
		}
		expect(rows("ward", "select jurisdiction from patients")).toEqual([]);
	});

	it("says in one line which setting is missing or wrong, or what the database says", async () => {
		expect(await run("migrate-turso", [], { TURSO_DATABASE_URL: "", TURSO_AUTH_TOKEN: "" })).toEqual({
			...{ code: 2, output: expect.stringMatching(/^migrate:turso: set TURSO_DATABASE_URL and TURSO_AUTH_TOKEN.*\n$/) },
		});
		expect(await run("migrate-turso", [], { TURSO_DATABASE_URL: "postgres://ward", TURSO_AUTH_TOKEN: "x" })).toEqual({
			...{ code: 2, output: expect.stringMatching(/^migrate:turso: TURSO_DATABASE_URL must be an address.*\n$/) },
		});
		const wrong = await turso("migrate-turso", "no/token");
		expect(wrong).toEqual({
			code: 1,
			output: expect.stringMatching(/^migrate:turso: the database at Turso says: .*\n$/),
		});
	});
});

describe("create-admin --turso", () => {
	it("creates the admin there, with its audit row", async () => {
		await turso("migrate-turso", "clinic");
		const { code, output } = await turso("create-admin", "clinic", ADMIN);
		expect([code, output]).toEqual([0, "Created the admin admin <admin@ward.example> in the database at Turso.\n"]);
		expect(rows("clinic", "select username, roles from users")).toEqual([{ username: "admin", roles: '["admin"]' }]);
		expect(rows("clinic", "select action, entity_id from audit")).toEqual([{ action: "user.create", entity_id: "1" }]);
	});

	it("says what to run where there are no tables yet", async () => {
		const { code, output } = await turso("create-admin", "empty", ADMIN);
		expect([code, output]).toEqual([1, expect.stringContaining("run `npm run migrate:turso` first")]);
	});
});
