import { randomBytes } from "node:crypto";
import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { PROJECT } from "../wrangler.ts";

/** What to append to `.dev.vars` so that it has the secrets that the Worker needs; empty where it has them. */
export function missingSecrets(content: string, secret: string): string {
	if (/^\s*(export\s+)?AUTH_KEYS\s*=/m.test(content)) return "";
	const separator = content === "" || content.endsWith("\n") ? "" : "\n";
	return `${separator}AUTH_KEYS="k1:${secret}"\n`;
}

/** Makes sure that the local server has secrets of its own: whoever has them can sign any token. Overwrites nothing. */
export async function ensureSecrets(): Promise<void> {
	const file = join(PROJECT, ".dev.vars");
	const content = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
		if (error.code === "ENOENT") return "";
		throw error;
	});
	const addition = missingSecrets(content, randomBytes(32).toString("hex"));
	if (addition !== "") await appendFile(file, addition, { mode: 0o600 });
}
