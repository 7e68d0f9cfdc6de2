import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { migrateLibsql } from "../../../src/cli/libsql.ts";
import { hranaServer } from "./server.ts";

/** Starts the libSQL server of the tests, whose databases have today's tables from the beginning, and tells where it is. */
export default async function setup(project: TestProject) {
	const folder = mkdtempSync(join(tmpdir(), "edgeward-libsql-"));
	const server = hranaServer(folder).listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	if (!address || typeof address === "string") throw new Error("no port");
	const url = `http://127.0.0.1:${address.port}`;
	await migrateLibsql({ url, authToken: "template" });
	project.provide("libsql", url);
	return () => {
		server.closeAllConnections();
		server.close();
		rmSync(folder, { recursive: true, force: true });
	};
}
