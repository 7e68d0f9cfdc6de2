import { readdirSync } from "node:fs";
import { join } from "node:path";
import {
	compileModuleRules,
	convertV4MiniflareOptions,
	Miniflare,
	testRegExps,
	type V4ModuleDefinition,
	type V4ModuleRule,
	type V4WorkerOptions,
} from "miniflare";
import { unstable_getMiniflareWorkerOptions as workerOptionsOf } from "wrangler";
import type { Bundle } from "./bundle.ts";
import { cpuSeconds } from "./cpu.ts";

/** workerd with some Workers, each on a socket of its own: no proxy stands in between. */
export interface Runtime {
	/** Where a Worker listens, by its name. */
	url(name: string): Promise<string>;
	/** What workerd has taken of the processors since it started, in seconds; null where the machine does not say. */
	cpuSeconds(): number | null;
	stop(): Promise<void>;
}

/** The secret that signs the bench's tokens. */
export const AUTH_KEYS = "bench:a-secret-that-only-the-bench-knows-0123456789";

/** Every request comes from one address: a limit by address would be all that is measured. */
const NO_LIMIT = 1_000_000_000;

const unlimited = (rates: V4WorkerOptions["ratelimits"] = {}) =>
	Object.fromEntries(
		Object.entries(rates).map(([name, { namespace_id }]) => [name, { namespace_id, simple: { limit: NO_LIMIT } }]),
	);

/** The modules of a bundle: the script, and what it imports as text and data, by the rules of its wrangler.toml. */
function modulesOf({ folder, entry }: Bundle, rules: V4ModuleRule[]): V4ModuleDefinition[] {
	const compiled = compileModuleRules(rules);
	const imported = readdirSync(folder).flatMap((name): V4ModuleDefinition[] => {
		const path = join(folder, name);
		const rule = path === entry ? undefined : compiled.find(({ include }) => testRegExps(include, name));
		return rule && rule.type !== "ESModule" && rule.type !== "CommonJS" ? [{ type: rule.type, path }] : [];
	});
	return [{ type: "ESModule", path: entry }, ...imported];
}

// Where there is no .dev.vars, wrangler looks here for the secrets that wrangler.toml requires.
process.env.AUTH_KEYS ??= AUTH_KEYS;

/** What runs a bundle with the bindings of its wrangler.toml, none of them limited, on a socket of its own. */
export function workerOf(built: Bundle): V4WorkerOptions {
	// Wrangler's type of them, an `Omit` of a union, has lost what the properties are.
	const worker = workerOptionsOf(built.config).workerOptions as V4WorkerOptions & { modulesRules?: V4ModuleRule[] };
	// Static files (Swagger UI) are the platform's to serve: here they would put a Worker of miniflare's before ours.
	const { modulesRules, bindings, ratelimits, assets: _, ...options } = worker;
	return {
		...options,
		name: built.name,
		modules: modulesOf(built, modulesRules ?? []),
		modulesRoot: built.folder,
		bindings: { ...bindings, AUTH_KEYS },
		ratelimits: unlimited(ratelimits),
		unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
	};
}

/** What the Workers log, but for the line that each request leaves. */
function report({ level, message }: { level: string; message: string }): void {
	if (!message.startsWith('{"level":"info"')) console[level === "error" ? "error" : "log"](message);
}

/** Starts Workers on one workerd, with the data that `wrangler dev --persist-to` would keep in that folder. */
export async function startRuntime(
	bundles: readonly Bundle[],
	persistTo: string,
	inspectorPort?: number,
): Promise<Runtime> {
	const runtime = new Miniflare(
		convertV4MiniflareOptions({
			workers: bundles.map(workerOf),
			resourcePersistencePath: join(persistTo, "v3"),
			cf: false,
			handleStructuredLogs: report,
			...(inspectorPort !== undefined && { inspectorPort }),
		}),
	);
	await runtime.ready;
	return {
		url: async (name) => (await runtime.unsafeGetDirectURL(name)).origin,
		cpuSeconds: () => cpuSeconds("workerd"),
		stop: () => runtime.dispose(),
	};
}
