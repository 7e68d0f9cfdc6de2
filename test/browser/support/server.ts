import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { freePort, start, temporaryFolder } from "../../system/server.ts";
import { furnish, type Scene } from "./scene.ts";

declare module "vitest" {
	interface ProvidedContext {
		/** Where the server with the demo ward is. */
		url: string;
		/** Of everybody on the demo ward. */
		password: string;
		/** What the pages' addresses need. */
		scene: Scene;
	}
}

/** One server with the demo ward for all the browser tests, and something in each of its drawers. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const folder = temporaryFolder();
	const { url, interrupt } = await start(["--persist-to", folder], await freePort());
	const { password } = JSON.parse(readFileSync(join(folder, "demo-logins.json"), "utf8"));
	project.provide("url", url);
	project.provide("password", password);
	project.provide("scene", await furnish(url, password, folder));
	return async () => {
		await interrupt();
		rmSync(folder, { recursive: true, force: true });
	};
}
