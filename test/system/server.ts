import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROJECT = join(import.meta.dirname, "../..");

export const temporaryFolder = () => mkdtempSync(join(tmpdir(), "edgeward-test-"));

/** A port that nobody listens on at the moment. */
export function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once("error", reject);
		probe.listen(0, "127.0.0.1", () => {
			const address = probe.address();
			probe.close(() =>
				address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
			);
		});
	});
}

function program(name: string, args: readonly string[], env: Record<string, string> = {}): ChildProcess {
	const child = spawn(process.execPath, [join(PROJECT, "src/cli", `${name}.ts`), ...args], {
		cwd: PROJECT,
		env: { ...process.env, ...env },
	});
	child.stdout?.setEncoding("utf8");
	child.stderr?.setEncoding("utf8");
	return child;
}

/** Runs one of the project's programs to its end. */
export async function run(
	name: string,
	args: readonly string[],
	env: Record<string, string> = {},
): Promise<{ code: number | null; output: string }> {
	const child = program(name, args, env);
	let output = "";
	child.stdout?.on("data", (text) => (output += text));
	child.stderr?.on("data", (text) => (output += text));
	const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
	return { code, output };
}

export interface Running {
	url: string;
	/** What it printed until it was ready. */
	welcome: string;
	/** What it has printed by now. */
	output(): string;
	/** All its processes, itself first. */
	pids(): number[];
	/** Ctrl-C; resolves once it has ended. */
	interrupt(): Promise<void>;
	/** SIGKILL to every process at once: a power cut. */
	kill(): Promise<void>;
}

/** Starts the server as `npm start` does and waits until it says that it is ready. */
export async function start(args: readonly string[], port: number): Promise<Running> {
	const child = program("start", ["--port", String(port), ...args]);
	const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
	let output = "";
	await new Promise<void>((resolve, reject) => {
		child.once("exit", (code) => reject(new Error(`start ended with ${code}:\n${output}`)));
		child.stderr?.on("data", (text) => (output += text));
		child.stdout?.on("data", (text) => {
			output += text;
			if (output.includes("is ready")) resolve();
		});
	});
	const root = child.pid ?? 0;
	const signalAll = (pids: readonly number[], name: NodeJS.Signals) => {
		for (const pid of pids) process.kill(pid, name);
	};
	return {
		url: `http://localhost:${port}`,
		welcome: output,
		output: () => output,
		pids: () => [root, ...descendants(root)],
		interrupt: () => {
			signalAll([root], "SIGINT");
			return ended;
		},
		kill: () => {
			signalAll([root, ...descendants(root)], "SIGKILL");
			return ended;
		},
	};
}

/** The processes that this one has started, and theirs. */
function descendants(root: number): number[] {
	const parents = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
		.trim()
		.split("\n")
		.map((line) => line.trim().split(/\s+/).map(Number));
	const found: number[] = [];
	for (let level = [root]; level.length > 0; ) {
		level = parents.flatMap(([pid = 0, parent = 0]) => (level.includes(parent) ? [pid] : []));
		found.push(...level);
	}
	return found;
}

export function isRunning(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}

/** An answer, read. */
interface Answer {
	status: number;
	// biome-ignore lint/suspicious/noExplicitAny: bodies are asserted field by field
	body: any;
}

/** Calls the API: a GET, or a POST where there is a body. */
export async function request(url: string, token: string | null, body?: unknown): Promise<Answer> {
	const response = await fetch(url, {
		method: body === undefined ? "GET" : "POST",
		headers: { "Content-Type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) },
		body: body === undefined ? undefined : JSON.stringify(body),
	});
	return { status: response.status, body: await response.json() };
}
