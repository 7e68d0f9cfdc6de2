import { type ChildProcessByStdio, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { Failure } from "./failure.ts";

/** The project's folder: wrangler reads its configuration from there, wherever the command was called. */
export const PROJECT = join(import.meta.dirname, "../..");
const WRANGLER = join(PROJECT, "node_modules/wrangler/bin/wrangler.js");
const DATABASE = "edgeward";
/** Wrangler closes its children in about a second; after this it hangs. */
const GRACE_MS = 5000;

/** Which database: the local one, kept in `persistTo` or wrangler's own folder, or the deployed one. */
export type Place = { remote: boolean; persistTo?: string };

export type Wrangler = ChildProcessByStdio<null, Readable, Readable>;

// Wrangler starts esbuild and workerd, which outlive it when it is killed: each call is the leader of a process group
// of its own, and groups are what is killed.
const groups = new Set<number>();

/** Starts wrangler without a terminal, so that it neither asks nor listens for keys, on the Node that runs this. */
export function startWrangler(args: string[]): Wrangler {
	const child = spawn(process.execPath, [WRANGLER, ...args], {
		cwd: PROJECT,
		detached: true,
		stdio: ["ignore", "pipe", "pipe"],
		env: { ...process.env, WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false" },
	});
	const group = child.pid;
	if (group !== undefined) {
		groups.add(group);
		// An orderly end takes its own children along; a crash may not.
		child.once("exit", () => {
			if (!signal(group, "SIGTERM")) groups.delete(group);
		});
	}
	return child;
}

/** Ends everything that `startWrangler` started and waits until it is gone. */
export async function stopEverything(): Promise<void> {
	const deadline = performance.now() + GRACE_MS;
	for (const group of groups) signal(group, "SIGTERM");
	while (performance.now() < deadline && [...groups].some((group) => signal(group, 0))) await sleep(50);
	killEverything();
}

/** Ends everything that `startWrangler` started at once. */
export function killEverything(): void {
	for (const group of groups) signal(group, "SIGKILL");
}

/** False where the group has no process any more. */
function signal(group: number, name: NodeJS.Signals | 0): boolean {
	try {
		return process.kill(-group, name);
	} catch {
		return false;
	}
}

/** Runs wrangler to its end and gives what it printed. Throws a Failure with wrangler's own words where it fails. */
export async function runWrangler(args: string[]): Promise<string> {
	const child = startWrangler(args);
	const [output, errors, code] = await Promise.all([
		textOf(child.stdout),
		textOf(child.stderr),
		new Promise<number | null>((resolve, reject) => child.once("exit", resolve).once("error", reject)),
	]);
	if (code === 0) return output;
	throw new Failure(`wrangler ${args.slice(0, 2).join(" ")} failed: ${reasonIn(output) ?? (output + errors).trim()}`);
}

/** What `--json` makes of an error. */
const Refused = z.object({ error: z.object({ text: z.string() }) });

function reasonIn(output: string): string | undefined {
	try {
		return Refused.parse(JSON.parse(output)).error.text;
	} catch {
		return undefined;
	}
}

async function textOf(stream: Readable): Promise<string> {
	const chunks = await stream.setEncoding("utf8").toArray();
	return chunks.join("");
}

/** Brings the database to the newest migration. */
export async function applyMigrations(place: Place): Promise<void> {
	await runWrangler(["d1", "migrations", "apply", DATABASE, ...placeFlags(place)]);
}

type Row = Record<string, unknown>;
const Results = z.array(z.object({ results: z.array(z.record(z.string(), z.unknown())) }));

/** The rows that one SELECT gives. The SQL is an argument, visible to the machine's other users: no secrets in it. */
export async function select(sql: string, place: Place): Promise<Row[]> {
	const [rows = []] = await d1(["--command", sql], place);
	return rows;
}

/**
 * Runs SQL statements as one transaction and gives the rows of each (of a deployed database only a count). They go
 * through a file that only this user can read.
 */
export async function execute(sql: string, place: Place): Promise<Row[][]> {
	const folder = await mkdtemp(join(tmpdir(), "edgeward-"));
	try {
		const file = join(folder, "statements.sql");
		await writeFile(file, sql, { mode: 0o600 });
		return await d1(["--file", file], place);
	} finally {
		// At once: after an interruption this process has no time left.
		rmSync(folder, { recursive: true, force: true });
	}
}

async function d1(statements: string[], place: Place): Promise<Row[][]> {
	const output = await runWrangler(["d1", "execute", DATABASE, "--json", "--yes", ...statements, ...placeFlags(place)]);
	return Results.parse(JSON.parse(output)).map(({ results }) => results);
}

function placeFlags({ remote, persistTo }: Place): string[] {
	if (remote) return ["--remote"];
	return ["--local", ...(persistTo === undefined ? [] : ["--persist-to", persistTo])];
}
