import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";

/** Real recordings lie beside the project, never in it; tests on them say so where they are missing. */
const RECORDINGS = resolve(process.env.EDGEWARD_RECORDINGS ?? "../shared/data");

const recording = (name: string) => {
	const path = resolve(RECORDINGS, name);
	return existsSync(path) ? readFileSync(path, "utf8") : null;
};

const AUTH_KEYS = "test:a-secret-that-only-tests-know-0123456789";
// Where there is no .dev.vars, wrangler looks here for the secrets that wrangler.toml requires.
process.env.AUTH_KEYS = AUTH_KEYS;

if (!existsSync(RECORDINGS))
	console.warn(
		`No recordings in ${RECORDINGS}: test/recordings is skipped (EDGEWARD_RECORDINGS names another folder).`,
	);

/** How many requests most operations get of test/hostile, and a seed to have the same ones again. */
const HOSTILE_REQUESTS = Number(process.env.HOSTILE_REQUESTS ?? 250);
const HOSTILE_SEED = Number(process.env.HOSTILE_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Suites of their own, in processes of their own. */
const ELSEWHERE = ["test/browser/**", "test/cli/**", "test/faults/**", "test/hostile/**", "test/system/**"];

/** What asks no database need not be seen on both. */
const WITHOUT_DATABASE = ["test/alert-engine/**", "test/recordings/**"];

/** Tests inside the real runtime, on D1 (`worker`) or on libSQL. */
function inRuntime(
	name: "worker" | "libsql" | "hostile",
	files: { include: string[]; exclude?: string[]; testTimeout?: number },
): TestProjectConfiguration {
	return {
		plugins: [
			cloudflareTest(async ({ inject }) => ({
				wrangler: { configPath: "./wrangler.toml" },
				verbose: false,
				miniflare: {
					bindings: {
						AUTH_KEYS,
						OIDC_PROVIDERS: inject("oidcProviders"),
						TEST_MIGRATIONS: await readD1Migrations("migrations"),
						// Each runtime has a database of its own, as with D1: its name is the token.
						...(name === "libsql" && { TURSO_DATABASE_URL: inject("libsql"), TURSO_AUTH_TOKEN: randomUUID() }),
					},
					queueConsumers: {
						"edgeward-notifications": {
							maxBatchTimeout: 0.05,
							maxRetries: 10,
							deadLetterQueue: "edgeward-notifications-dead",
						},
						"edgeward-notifications-dead": { maxBatchTimeout: 0.05 },
					},
				},
			})),
		],
		test: {
			name,
			globalSetup: ["test/support/oidc-providers.ts", "test/support/hrana/setup.ts"],
			setupFiles: ["test/support/setup.ts"],
			// A runtime for each file costs more than the tests: files share two, and own their data.
			isolate: false,
			testTimeout: 30_000,
			...files,
			// The queue takes its time on a busy machine.
			expect: { poll: { timeout: 20_000 } },
			provide: {
				fitabase: recording("fitabase-heartrate-seconds-3-people-7-days.csv"),
				icu: [recording("physionet-challenge2012-icu-133308.txt"), recording("physionet-challenge2012-icu-135067.txt")],
				wristband: recording("pinetime-wristband-p1-2.json"),
				hostileRequests: HOSTILE_REQUESTS,
				hostileSeed: HOSTILE_SEED,
			},
		},
	};
}

export default defineConfig({
	test: {
		// The default leaves a core idle, which on a small machine is half of it.
		maxWorkers: "100%",
		projects: [
			inRuntime("worker", { include: ["test/**/*.test.ts"], exclude: ELSEWHERE }),
			inRuntime("libsql", { include: ["test/**/*.test.ts"], exclude: [...ELSEWHERE, ...WITHOUT_DATABASE] }),
			// As long as all the requests that one operation gets.
			inRuntime("hostile", { include: ["test/hostile/**/*.test.ts"], testTimeout: 600_000 }),
			{
				test: {
					name: "system",
					include: ["test/system/**/*.test.ts"],
					environment: "node",
					// Each starts a server of its own, beside another.
					testTimeout: 180_000,
					hookTimeout: 60_000,
				},
			},
			{
				test: {
					name: "faults",
					include: ["test/faults/**/*.test.ts"],
					environment: "node",
					// Fifty servers live for two seconds each, and start for as long on a busy machine.
					testTimeout: 900_000,
				},
			},
			{
				test: {
					name: "browser",
					include: ["test/browser/**/*.test.ts"],
					environment: "node",
					globalSetup: ["test/browser/support/server.ts"],
					testTimeout: 60_000,
					hookTimeout: 120_000,
					// One server and one screen for all.
					fileParallelism: false,
				},
			},
			{ test: { name: "cli", include: ["test/cli/**/*.test.ts"], environment: "node", testTimeout: 30_000 } },
		],
	},
});
