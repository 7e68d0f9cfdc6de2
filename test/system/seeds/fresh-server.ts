import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect } from "vitest";
import { freePort, type Running, run, start, temporaryFolder } from "../server.ts";

/*
 * The tests beside this send the calls that the five seeds' READMEs print, byte for byte but for the port, the tokens, and
 * those ids that a server gives out otherwise. Where a README names a call and prints no body, the body is what a client of
 * that seed sends.
 */

export interface Call {
	body?: string;
	/** The whole header. */
	authorization?: string;
}

export const A_TOKEN = expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/);
export const A_PAGE = { count: expect.any(Number), next: null, previous: null, results: expect.any(Array) };

/** A server of this file's own, with nobody in it: called at the host that the seed prints. */
export function freshServer(host: "127.0.0.1" | "localhost") {
	const folder = temporaryFolder();
	let running: Running | undefined;
	let origin: string;

	beforeAll(async () => {
		const port = await freePort();
		running = await start(["--no-demo", "--persist-to", folder], port);
		origin = `http://${host}:${port}`;
	}, 120_000);

	afterAll(async () => {
		await running?.interrupt();
		rmSync(folder, { recursive: true, force: true });
	});

	async function send(request: string, { body, authorization }: Call = {}) {
		const [method, path] = request.split(" ");
		const response = await fetch(`${origin}${path}`, {
			method,
			body,
			headers: {
				...(body === undefined ? {} : { "Content-Type": "application/json" }),
				...(authorization === undefined ? {} : { Authorization: authorization }),
			},
		});
		const text = await response.text();
		const isJson = /json/.test(response.headers.get("Content-Type") ?? "");
		return { status: response.status, body: text === "" ? null : isJson ? JSON.parse(text) : text };
	}

	/** Uses a refresh token as printed, and answers the new access token. */
	async function refreshed(path: string, refresh: string): Promise<string> {
		const answer = await send(`POST ${path}`, { body: JSON.stringify({ refresh }) });
		expect(answer).toMatchObject({ status: 200, body: { access: A_TOKEN, refresh: A_TOKEN } });
		return answer.body.access;
	}

	/** The header of an admin, whom `npm run create-admin` makes: the seeds' `createsuperuser`. */
	async function newAdmin(): Promise<string> {
		const login = { email: "root@clinic.example", password: "a long enough sentence 5" };
		const flags = ["--email", login.email, "--password", login.password, "--persist-to", folder];
		const { code, output } = await run("create-admin", flags);
		expect(code, output).toBe(0);
		const signedIn = await send("POST /api/auth/login/", { body: JSON.stringify(login) });
		expect(signedIn).toMatchObject({ status: 200, body: { user_type: "admin" } });
		return `Bearer ${signedIn.body.access}`;
	}

	return { send, refreshed, newAdmin };
}
