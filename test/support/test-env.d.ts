import type { D1Migration } from "cloudflare:test";

declare global {
	interface ImportMeta {
		/** Of vite: the texts of all files that match, by path. */
		glob(pattern: string, options: { query: "?raw"; import: "default"; eager: true }): Record<string, string>;
	}
	namespace Cloudflare {
		interface Env {
			TEST_MIGRATIONS: D1Migration[];
		}
	}
}

declare module "vitest" {
	interface ProvidedContext {
		/** The Fitabase recording of three people, or null where it is not on this machine. */
		fitabase: string | null;
		/** Two stays in intensive care, of the PhysioNet challenge of 2012. */
		icu: (string | null)[];
		/** A wristband beside a chest strap, of the PineTime dataset. */
		wristband: string | null;
		/** How many requests an operation gets in test/hostile, and what they are drawn from. */
		hostileRequests: number;
		hostileSeed: number;
		/** The setting OIDC_PROVIDERS. */
		oidcProviders: string;
		/** Where the libSQL server answers. */
		libsql: string;
	}
}
