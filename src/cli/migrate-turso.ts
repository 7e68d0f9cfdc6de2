import { run } from "./failure.ts";
import { parseFlags } from "./flags.ts";
import { migrateLibsql, tursoAddress } from "./libsql.ts";

const HELP = `Brings the database at TURSO_DATABASE_URL to the newest migration: the same ones as D1's.

  npm run migrate:turso

  TURSO_DATABASE_URL and TURSO_AUTH_TOKEN come from the environment, or from .dev.vars.
  --help            prints this
`;

async function main(): Promise<number> {
	const { values } = parseFlags({ options: { help: { type: "boolean", short: "h", default: false } } });
	if (values.help) {
		process.stdout.write(HELP);
		return 0;
	}
	const address = tursoAddress();
	await migrateLibsql(address);
	process.stdout.write(`The database at ${new URL(address.url).host} is at the newest migration.\n`);
	return 0;
}

await run("migrate:turso", main);
