import { join, resolve } from "node:path";
import { createStaff, occupancy } from "./demo/accounts.ts";
import { type Ledger, newLedger, readLedger, writeLedger } from "./demo/ledger.ts";
import { liveWard } from "./demo/live.ts";
import { seedWard } from "./demo/seed.ts";
import { Failure, run } from "./failure.ts";
import { parseFlags, wholeNumber } from "./flags.ts";
import { keepTime, requireFreePort, startServer } from "./server/dev-server.ts";
import { devConfig, ensureSecrets, usesTurso } from "./server/dev-vars.ts";
import { welcome } from "./server/welcome.ts";
import { applyMigrations, killEverything, type Place, PROJECT, stopEverything } from "./wrangler.ts";

const HELP = `Starts Edgeward on this machine, with a demo ward where the database is empty.

  npm start -- [options]

  --port N          where to listen (default 8787)
  --no-demo         leaves an empty database empty
  --no-live         the demo ward's watches measure no further
  --persist-to DIR  keeps the data there instead of in .wrangler/state
  --help            prints this
`;

const PARENT_WATCH_MS = 250;

interface Options {
	port: number;
	demo: boolean;
	live: boolean;
	persistTo?: string;
}

async function main(): Promise<number> {
	const options = readOptions();
	if (options === "help") {
		process.stdout.write(HELP);
		return 0;
	}
	const interrupted = interruption();
	try {
		await Promise.race([serve(options), interrupted]);
		say("Stopping …");
		return 0;
	} finally {
		// Before this process ends, so that nothing stays behind.
		await stopEverything();
	}
}

/** Resolves at the first signal to end, or when npm ended; at a second signal the children are killed at once. */
function interruption(): Promise<void> {
	return new Promise((interrupt) => {
		let signals = 0;
		const onSignal = () => {
			signals += 1;
			if (signals > 1) killEverything();
			interrupt();
		};
		for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
		// npm passes a signal on to a shell that ends without passing it on to us: we only get a new parent.
		const parent = process.ppid;
		const watch = () => process.ppid !== parent && interrupt();
		if (process.env.npm_lifecycle_event !== undefined) setInterval(watch, PARENT_WATCH_MS).unref();
	});
}

function readOptions(): Options | "help" {
	const { values } = parseFlags({
		options: {
			port: { type: "string" },
			"no-demo": { type: "boolean", default: false },
			"no-live": { type: "boolean", default: false },
			"persist-to": { type: "string" },
			help: { type: "boolean", short: "h", default: false },
		},
	});
	if (values.help) return "help";
	return {
		port: wholeNumber("port", values.port, { otherwise: 8787, min: 1, max: 65_535 }),
		demo: !values["no-demo"],
		live: !values["no-live"],
		persistTo: values["persist-to"] === undefined ? undefined : resolve(values["persist-to"]),
	};
}

/** Runs until the server ends by itself, which is a Failure. */
async function serve({ port, demo, live, persistTo }: Options): Promise<never> {
	await requireFreePort(port);
	await ensureSecrets();
	const place = { remote: false, persistTo };
	const ledgerFile = join(persistTo ?? join(PROJECT, ".wrangler"), "demo-logins.json");
	const ledger = (await usesTurso()) ? sayAtTurso() : await prepare(place, demo ? ledgerFile : null);
	say("Starting the server …");
	const server = await startServer({ port, persistTo, config: await devConfig() });
	if (ledger) {
		say("Filling the demo ward: a week of readings up to now …");
		const seeded = seedWard({ url: server.url, place, ledgerFile, ledger }).catch(sayIncomplete);
		await Promise.race([seeded, server.ended]);
		if (live) liveWard({ url: server.url, ledgerFile, ledger });
	}
	keepTime(server.url);
	server.output.volume = "all";
	say(welcome(server.url, ledger));
	say(`Edgeward is ready on ${server.url} (Ctrl-C ends it)`);
	return server.ended;
}

/** What is at Turso may be a clinic's: nothing is done to it unasked. */
function sayAtTurso(): undefined {
	say("The database is TURSO_DATABASE_URL's of .dev.vars: npm run migrate:turso and create-admin prepare it.");
}

/** Brings the local database to the newest migration, and gives the demo ward's ledger where there is to be one. */
async function prepare(place: Place, ledgerFile: string | null): Promise<Ledger | undefined> {
	say("Preparing the local database …");
	await applyMigrations(place);
	return ledgerFile === null ? undefined : demoLedger(place, ledgerFile);
}

/**
 * The ledger of the demo ward; undefined where the database has people of its own. It is written before the accounts
 * are created: a password that nobody knows would be worse than a ledger too many.
 */
async function demoLedger(place: Place, file: string): Promise<Ledger | undefined> {
	const occupied = await occupancy(place);
	const ledger = readLedger(file);
	if (occupied === "demo" && !ledger)
		say(`The demo ward's logins (${file}) are gone: npm run create-admin makes a new one.`);
	if (occupied !== "empty") return occupied === "demo" ? ledger : undefined;
	const fresh = newLedger();
	writeLedger(file, fresh);
	await createStaff(fresh.password, place);
	return fresh;
}

/** The server is of use without the whole ward, and the next start finishes it. */
function sayIncomplete(error: unknown): void {
	if (!(error instanceof Failure)) throw error;
	say(`The demo ward is not complete: ${error.message}\nThe next start goes on from here.`);
}

function say(text: string): void {
	process.stdout.write(`${text}\n`);
}

await run("start", main);
// Whatever was interrupted may still wait for something.
process.exit();
