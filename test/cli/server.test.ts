import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { missingSecrets, requireOptional } from "../../src/cli/server/dev-vars.ts";
import { isNoise, isUrgent } from "../../src/cli/server/output.ts";
import { welcome } from "../../src/cli/server/welcome.ts";

it.each([
	["", 'AUTH_KEYS="k1:s"\n'],
	["OTHER=1", '\nAUTH_KEYS="k1:s"\n'],
	["OTHER=1\n", 'AUTH_KEYS="k1:s"\n'],
	["# AUTH_KEYS=old\n", 'AUTH_KEYS="k1:s"\n'],
	["AUTH_KEYS=mine", ""],
	["OTHER=1\n  export AUTH_KEYS = mine\n", ""],
])("appends to the secrets %j: %j", (content, expected) => {
	expect(missingSecrets(content, "s")).toBe(expected);
});

describe("the configuration of the local server", () => {
	const CONFIG = readFileSync(join(import.meta.dirname, "../../wrangler.toml"), "utf8");

	it.each(["", "AUTH_KEYS=mine\n", "# OIDC_PROVIDERS=[]\n"])("is wrangler.toml as it is with %j", (content) => {
		expect(requireOptional(CONFIG, content)).toBeUndefined();
	});

	it("requires the optional secrets that are there, and changes nothing else", () => {
		const config = requireOptional(CONFIG, "AUTH_KEYS=mine\nOIDC_PROVIDERS='[]'\n");
		expect(config).toContain('[secrets]\nrequired = ["AUTH_KEYS", "OIDC_PROVIDERS"]\n');
		expect(config?.replace(', "OIDC_PROVIDERS"', "")).toBe(CONFIG);
	});

	it("has the address of a database once, though wrangler.toml has it among its settings", () => {
		const config = requireOptional(CONFIG, 'TURSO_DATABASE_URL="libsql://ward.turso.io"\nTURSO_AUTH_TOKEN="t"\n');
		expect(config).toContain('required = ["AUTH_KEYS", "TURSO_DATABASE_URL", "TURSO_AUTH_TOKEN"]\n');
		expect(config).not.toMatch(/^TURSO_DATABASE_URL/m);
	});
});

it.each([
	["[wrangler:info] POST /api/heart-rate/ 200 OK (9ms)", true, false],
	["[wrangler:info] POST /api/heart-rate/ 401 Unauthorized (9ms)", false, false],
	["[wrangler:info] GET /cdn-cgi/local/scheduled 200 OK (9ms)", true, true],
	["", true, true],
	["hello", false, false],
])("%j is noise while starting: %s, later: %s", (line, quiet, all) => {
	expect(isNoise(line, "quiet")).toBe(quiet);
	expect(isNoise(line, "all")).toBe(all);
});

it("shows errors whatever happens", () => {
	expect(isUrgent("✘ [ERROR] Build failed with 1 error:")).toBe(true);
	expect(isUrgent("[wrangler:info] Ready on http://localhost:8787")).toBe(false);
});

it("says where the server is, who can sign in, and a first call", () => {
	const text = welcome("http://localhost:9", {
		password: "secret-word",
		mapped: true,
		devices: { "ward-watch-01": { token: "device-token", through: 1 } },
	});
	for (const said of ["http://localhost:9/api-docs/", "secret-word", "ada@ward.example", "Bearer device-token"]) {
		expect(text).toContain(said);
	}
	expect(welcome("http://localhost:9", undefined)).toContain("create-admin");
});
