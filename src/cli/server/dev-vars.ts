import { randomBytes } from "node:crypto";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PROJECT } from "../wrangler.ts";

const has = (content: string, name: string) => new RegExp(`^\\s*(export\\s+)?${name}\\s*=`, "m").test(content);

/** What to append to `.dev.vars` so that it has the secrets that the Worker needs; empty where it has them. */
export function missingSecrets(content: string, secret: string): string {
	if (has(content, "AUTH_KEYS")) return "";
	const separator = content === "" || content.endsWith("\n") ? "" : "\n";
	return `${separator}AUTH_KEYS="k1:${secret}"\n`;
}

const DEV_VARS = join(PROJECT, ".dev.vars");

function readDevVars(): Promise<string> {
	return readFile(DEV_VARS, "utf8").catch((error: NodeJS.ErrnoException) => {
		if (error.code === "ENOENT") return "";
		throw error;
	});
}

/** Makes sure that the local server has secrets of its own: whoever has them can sign any token. Overwrites nothing. */
export async function ensureSecrets(): Promise<void> {
	const addition = missingSecrets(await readDevVars(), randomBytes(32).toString("hex"));
	if (addition !== "") await appendFile(DEV_VARS, addition, { mode: 0o600 });
}

/** Secrets that a Worker can do without, and a setting that goes with one of them. */
const OPTIONAL = ["OIDC_PROVIDERS", "TURSO_DATABASE_URL", "TURSO_AUTH_TOKEN"];

/**
 * The configuration that lets the optional secrets of `.dev.vars` through to the Worker: where any are required,
 * wrangler lets no others through. Undefined where there are none.
 */
export function requireOptional(config: string, content: string): string | undefined {
	const names = OPTIONAL.filter((name) => has(content, name)).map((name) => `, "${name}"`);
	if (names.length === 0) return undefined;
	// What is a secret by now cannot be a setting as well.
	const settings = OPTIONAL.filter((name) => has(content, name)).map((name) => new RegExp(`^${name} = .*\n`, "m"));
	const rest = settings.reduce((text, setting) => text.replace(setting, ""), config);
	return rest.replace(/^required = \[(.+)\]$/m, (_, required) => `required = [${required}${names.join("")}]`);
}

/** Whether the local server is to keep people's data at Turso. */
export const usesTurso = async (): Promise<boolean> => has(await readDevVars(), "TURSO_DATABASE_URL");

/** Writes that configuration beside wrangler.toml and answers its path; undefined where wrangler.toml will do. */
export async function devConfig(): Promise<string | undefined> {
	const config = requireOptional(await readFile(join(PROJECT, "wrangler.toml"), "utf8"), await readDevVars());
	if (config === undefined) return undefined;
	const file = join(PROJECT, ".wrangler.dev.toml");
	await writeFile(file, `# Of npm start, which makes it anew from wrangler.toml each time.\n${config}`);
	return file;
}
