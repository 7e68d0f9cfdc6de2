import { copyFileSync, existsSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { Connection, failureOf } from "./connection.ts";
import type { Pipeline, Request } from "./protocol.ts";

function respond(connection: Connection, request: Request): object {
	switch (request.type) {
		case "execute":
			return { type: "execute", result: connection.execute(request.stmt) };
		case "batch":
			return { type: "batch", result: connection.batch(request.batch.steps) };
		case "sequence":
			connection.sequence(connection.text(request));
			break;
		case "store_sql":
			connection.texts.set(request.sql_id, request.sql);
			break;
		case "close_sql":
			connection.texts.delete(request.sql_id);
			break;
	}
	return { type: request.type };
}

function answer(connection: Connection, request: Request): object {
	try {
		return { type: "ok", response: respond(connection, request) };
	} catch (error) {
		return { type: "error", error: failureOf(error) };
	}
}

/** A database, which comes to be with its first connection. */
class Database {
	private readonly idle: Connection[] = [];
	/** The connections of streams that are not closed yet. */
	private readonly streams = new Map<string, Connection>();

	private readonly path: string;

	constructor(path: string) {
		this.path = path;
	}

	run({ baton, requests }: Pipeline): object {
		const connection = baton ? this.streams.get(baton) : (this.idle.pop() ?? new Connection(this.path));
		if (!connection) throw new Error("no such stream");
		if (baton) this.streams.delete(baton);
		const results = requests.map((request) => answer(connection, request));
		if (requests.some(({ type }) => type === "close")) {
			connection.reset();
			this.idle.push(connection);
			return { baton: null, base_url: null, results };
		}
		const next = crypto.randomUUID();
		this.streams.set(next, connection);
		return { baton: next, base_url: null, results };
	}

	close(): void {
		for (const connection of [...this.idle, ...this.streams.values()]) connection.close();
	}
}

/**
 * libSQL over HTTP, as Turso answers, for tests: each token has a database of its own, a file of that name in the folder,
 * which begins as a copy of `template.db` where there is one. A token is letters, digits and dashes. Whoever has none is
 * refused.
 */
export function hranaServer(folder: string): Server {
	const databases = new Map<string, Database>();
	const open = (token: string): Database => {
		const [path, template] = [join(folder, `${token}.db`), join(folder, "template.db")];
		if (!existsSync(path) && existsSync(template)) copyFileSync(template, path);
		const database = new Database(path);
		databases.set(token, database);
		return database;
	};
	const databaseOf = ({ headers }: IncomingMessage): Database | undefined => {
		const [, token] = /^Bearer ([\w-]+)$/.exec(headers.authorization ?? "") ?? [];
		return token ? (databases.get(token) ?? open(token)) : undefined;
	};
	const server = createServer(async (request, response) => {
		const say = (status: number, body: object) =>
			response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
		const database = databaseOf(request);
		if (!database) return say(401, { message: "no token", code: "AUTH" });
		if (request.method !== "POST" || request.url !== "/v2/pipeline")
			return say(404, { message: "not here", code: "NOT_FOUND" });
		try {
			say(200, database.run((await json(request)) as Pipeline)); // The cast: the client is libSQL's own.
		} catch (error) {
			say(400, { message: String(error), code: "BAD_REQUEST" });
		}
	});
	// A connection that is closed just as it is used again fails a request, and nothing is tried twice.
	server.keepAliveTimeout = 0;
	server.once("close", () => {
		for (const database of databases.values()) database.close();
	});
	return server;
}
