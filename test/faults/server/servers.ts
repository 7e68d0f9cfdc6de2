import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { V4WorkerOptions } from "miniflare";
import { bundle } from "../../../bench/server/bundle.ts";
import { workerOf } from "../../../bench/server/runtime.ts";
import { applyMigrations, PROJECT } from "../../../src/cli/wrangler.ts";
import { freePort } from "../../system/server.ts";

/** A database's failures are reported, and expected: so much is kept of what a server says. */
const LAST_WORDS = 4_000;

type Bindings = Record<string, string | number>;

/** One server at a time on one address, started and killed over and over, each with the disk that the last one left. */
export class Servers {
	readonly url: string;
	/** The folder of its data. */
	disk: string;
	private readonly folder: string;
	private readonly port: number;
	private readonly worker: V4WorkerOptions;
	private child: ChildProcess | undefined;
	private words = "";

	private constructor(folder: string, port: number, worker: V4WorkerOptions) {
		this.folder = folder;
		this.disk = join(folder, "disk");
		this.port = port;
		this.url = `http://127.0.0.1:${port}`;
		this.worker = worker;
	}

	/** Builds the Worker as it is deployed, and an empty database, in a folder. */
	static async prepare(folder: string, bindings: Bindings): Promise<Servers> {
		const main = join(import.meta.dirname, "worker.ts");
		const built = await bundle(join(PROJECT, "wrangler.toml"), join(folder, "built"), main);
		// Messages come from a Queue that outlives the server, as the platform's does: the local one is in its memory.
		const { queueConsumers: _, ...worker } = workerOf(built);
		const servers = new Servers(folder, await freePort(), { ...worker, bindings: { ...worker.bindings, ...bindings } });
		mkdirSync(join(folder, "tmp"));
		await applyMigrations({ remote: false, persistTo: servers.disk });
		return servers;
	}

	/** Starts a server with these bindings as well, and waits until it answers. */
	async start(bindings: Bindings): Promise<void> {
		const worker = {
			...this.worker,
			bindings: { ...this.worker.bindings, ...bindings },
			unsafeDirectSockets: [{ host: "127.0.0.1", port: this.port }],
		};
		const options = join(this.folder, "options.json");
		const resourcePersistencePath = join(this.disk, "v3");
		writeFileSync(options, JSON.stringify({ workers: [worker], resourcePersistencePath, cf: false }));
		const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts"), options], {
			// A group of its own: its workerd dies with it.
			detached: true,
			stdio: "pipe",
			env: { ...process.env, TMPDIR: join(this.folder, "tmp") },
		});
		this.child = child;
		this.words = "";
		await new Promise<void>((resolve, reject) => {
			const hear = (text: Buffer) => {
				this.words = (this.words + text).slice(-LAST_WORDS);
				if (this.words.includes("ready\n")) resolve();
			};
			child.stdout.on("data", hear);
			child.stderr.on("data", hear);
			child.once("exit", () => reject(new Error(`the server ended by itself:\n${this.words}`)));
		});
	}

	/**
	 * SIGKILL to every process of the server at once: nobody writes anything any more, as when the platform moves an object
	 * away. Throws where it has ended by itself before.
	 */
	async kill(): Promise<void> {
		const { child } = this;
		if (!child?.pid) return;
		this.child = undefined;
		if (child.exitCode !== null) throw new Error(`the server ended by itself:\n${this.words}`);
		process.kill(-child.pid, "SIGKILL");
		while (await isListening(this.port)) await sleep(5);
	}

	/** Between two servers: the next one has the files that the last one left, and nothing else. */
	copyDisk(): void {
		const copy = `${this.disk}-copy`;
		cpSync(this.disk, copy, { recursive: true });
		this.disk = copy;
	}

	/** Takes a patient's object out of the memory as soon as it is idle, and leaves its sockets open. */
	evict(patient: number): void {
		this.child?.stdin?.write(`${patient}\n`);
	}
}

/** The last that a dying process lets go of is what it has open. */
function isListening(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, "127.0.0.1", () => resolve(true));
		socket.once("error", () => resolve(false)).once("connect", () => socket.destroy());
	});
}
