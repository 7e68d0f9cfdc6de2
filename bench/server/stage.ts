import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { applyMigrations, execute, killEverything, PROJECT } from "../../src/cli/wrangler.ts";
import { type Meter, meterAt } from "../meter/client.ts";
import { clinic } from "../scene/clinic.ts";
import { type Bundle, bundle } from "./bundle.ts";
import { type Runtime, startRuntime } from "./runtime.ts";

/** Edgeward running, and the meter where it has one. */
export interface Running {
	url: string;
	/** Where the floor is, of what runs beside it. */
	floor: string | null;
	meter: Meter;
	cpuSeconds(): number | null;
}

/** Edgeward as it is deployed, the same beside the floor, with a meter, or its bindings alone. */
type Build = "deployed" | "beside the floor" | "metered" | "without code";

/** A clinic in a temporary folder. */
export interface Stage {
	/** What runs: Edgeward first. */
	bundles(which: Build): Promise<readonly Bundle[]>;
	/** Runs Edgeward on the clinic's data while something is done with it. */
	during<T>(which: Build, work: (running: Running) => Promise<T>): Promise<T>;
}

const CONFIG = join(PROJECT, "wrangler.toml");
const FLOOR = join(PROJECT, "bench/floor/wrangler.toml");

/** What runs instead of src/index.ts. */
const MAINS = new Map<Build, string>([
	["metered", join(PROJECT, "bench/meter/worker.ts")],
	["without code", join(PROJECT, "bench/floor/nothing.ts")],
]);

function build(which: Build, folder: string): Promise<Bundle[]> {
	const edgeward = bundle(CONFIG, join(folder, which), MAINS.get(which));
	return Promise.all([edgeward, ...(which === "beside the floor" ? [bundle(FLOOR, join(folder, "floor"))] : [])]);
}

/** Sets up a clinic of so many patients; it is gone afterwards, also after a failure or an interruption. */
export async function onStage<T>(patients: number, work: (stage: Stage) => Promise<T>): Promise<T> {
	const folder = await mkdtemp(join(tmpdir(), "edgeward-bench-"));
	const clear = () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
	let runtime: Runtime | undefined;
	const interrupted = async (signal: "SIGINT" | "SIGTERM") => {
		killEverything();
		// First: it writes as long as it lives.
		await runtime?.stop().catch(() => {});
		process.exit(128 + constants.signals[signal]);
	};
	// However the process ends.
	process.once("exit", clear).once("SIGINT", interrupted).once("SIGTERM", interrupted);
	try {
		const data = join(folder, "data");
		await applyMigrations({ remote: false, persistTo: data });
		await execute(await clinic(patients, Date.now()), { remote: false, persistTo: data });
		const builds = new Map<Build, Promise<Bundle[]>>();
		const bundlesOf = (which: Build) => {
			const bundles = builds.get(which) ?? build(which, folder);
			builds.set(which, bundles);
			return bundles;
		};
		return await work({
			bundles: bundlesOf,
			async during(which, work) {
				const bundles = await bundlesOf(which);
				const started = await startRuntime(bundles, data);
				runtime = started;
				try {
					const [url = "", floor = null] = await Promise.all(bundles.map(({ name }) => started.url(name)));
					return await work({ url, floor, meter: meterAt(url), cpuSeconds: () => started.cpuSeconds() });
				} finally {
					runtime = undefined;
					await started.stop();
				}
			},
		});
	} finally {
		process.off("exit", clear).off("SIGINT", interrupted).off("SIGTERM", interrupted);
		clear();
	}
}
