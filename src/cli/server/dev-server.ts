import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../failure.ts";
import { startWrangler } from "../wrangler.ts";
import { Output } from "./output.ts";

/** A cold laptop bundles in a few seconds; a minute means that something is wrong. */
const READY_WITHIN_MS = 60_000;
/** A server that was just told to end may still be at it. */
const PORT_FREES_WITHIN_MS = 3000;
const POLL_MS = 150;
/** Wrangler leaves crons to us; the Worker's may be run oftener than they are due. */
const CRON_MS = 60_000;

export interface DevServer {
	url: string;
	output: Output;
	/** Rejects with a Failure that has wrangler's exit code, once it has ended by itself. */
	ended: Promise<never>;
}

/** Throws a Failure where something listens on the port already: wrangler would say it in many lines, or not at all. */
export async function requireFreePort(port: number): Promise<void> {
	const deadline = performance.now() + PORT_FREES_WITHIN_MS;
	while ((await isTaken(port, "127.0.0.1")) || (await isTaken(port, "::1"))) {
		if (performance.now() > deadline) {
			throw new Failure(
				`port ${port} is in use: end what runs there, or choose another with \`npm start -- --port N\``,
			);
		}
		await sleep(POLL_MS);
	}
}

function isTaken(port: number, host: string): Promise<boolean> {
	return new Promise((resolve) => {
		const probe = createServer();
		// A machine without IPv6 has no ::1, which is no reason to give up.
		probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code === "EADDRINUSE"));
		probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(false)));
	});
}

interface ServerOptions {
	port: number;
	/** Wrangler's own folder if absent. */
	persistTo?: string;
	/** wrangler.toml if absent. */
	config?: string;
}

/** Starts `wrangler dev` and waits until the Worker answers. Throws a Failure with its output where it does not. */
export async function startServer({ port, persistTo, config }: ServerOptions): Promise<DevServer> {
	const child = startWrangler([
		...["dev", "--port", String(port), "--show-interactive-dev-session=false"],
		// Any free port, so that two servers do not clash.
		...["--inspector-port", "0"],
		// What mails link to.
		...["--var", `PUBLIC_ORIGIN:http://localhost:${port}`],
		...(persistTo === undefined ? [] : ["--persist-to", persistTo]),
		...(config === undefined ? [] : ["--config", config]),
	]);
	const output = new Output(child);
	const ended = new Promise<never>((_, reject) => {
		child.once("exit", (code) => {
			const held = output.volume === "quiet" ? `:\n${output.held}` : "";
			reject(new Failure(`wrangler dev ended by itself with code ${code ?? "none"}${held}`, code || 1));
		});
	});
	const url = `http://localhost:${port}`;
	const ready = await Promise.race([becomesReady(url), ended]);
	if (!ready) throw new Failure(`nothing answers ${url}/readyz:\n${output.held}`);
	return { url, output, ended };
}

async function becomesReady(url: string): Promise<boolean> {
	const deadline = performance.now() + READY_WITHIN_MS;
	while (performance.now() < deadline) {
		const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
		if (answer?.ok) return true;
		await sleep(POLL_MS);
	}
	return false;
}

/** Runs the Worker's cron every minute. */
export function keepTime(url: string): void {
	const trigger = () => fetch(`${url}/cdn-cgi/local/scheduled`).catch(() => undefined);
	setInterval(trigger, CRON_MS).unref();
}
