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
	meter: Meter;
	cpuSeconds(): number | null;
}

/** A clinic in a temporary folder. */
export interface Stage {
	/** Runs Edgeward on the clinic's data while something is done with it. */
	during<T>(which: "deployed" | "metered", work: (running: Running) => Promise<T>): Promise<T>;
}

const CONFIG = join(PROJECT, "wrangler.toml");
const METERED = join(PROJECT, "bench/meter/worker.ts");

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
		const bundles = new Map<string, Bundle>();
		return await work({
			async during(which, work) {
				const built =
					bundles.get(which) ?? (await bundle(CONFIG, join(folder, which), which === "metered" ? METERED : undefined));
				bundles.set(which, built);
				const started = await startRuntime([built], data);
				runtime = started;
				try {
					const url = await started.url(built.name);
					return await work({ url, meter: meterAt(url), cpuSeconds: () => started.cpuSeconds() });
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
