import { basename, extname, join } from "node:path";
import { unstable_readConfig as readConfig } from "wrangler";
import { runWrangler } from "../../src/cli/wrangler.ts";

/** A Worker as it would be deployed. */
export interface Bundle {
	/** Its wrangler.toml, and its name there. */
	config: string;
	name: string;
	folder: string;
	/** The first of the modules in the folder. */
	entry: string;
	/** All its modules compressed, in bytes: what the platform's limit counts. */
	gzipped: number;
}

/**
 * Builds a Worker into a folder as `npm run deploy` would, with another main module where one is given. Throws a Failure
 * with wrangler's own words where that fails.
 */
export async function bundle(config: string, folder: string, otherMain?: string): Promise<Bundle> {
	const { name, main: ownMain } = readConfig({ config });
	const main = otherMain ?? ownMain;
	if (!name || !main) throw new Error(`${config} lacks a name or a main module`);
	const output = await runWrangler(["deploy", main, "--dry-run", "--outdir", folder, "--config", config]);
	const [, kib] = /gzip: ([\d.]+) KiB/.exec(output) ?? [];
	const entry = join(folder, `${basename(main, extname(main))}.js`);
	return { config, name, folder, entry, gzipped: Math.round(Number(kib) * 1024) };
}
