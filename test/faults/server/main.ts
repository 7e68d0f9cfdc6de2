import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { convertV4MiniflareOptions, Miniflare, type V4MiniflareOptions } from "miniflare";

/**
 * `node main.ts OPTIONS.json`: Edgeward on a workerd without a proxy, up within a second. Says `ready` once it answers. Each
 * line of its input is a patient whose object is taken out of the memory, with its sockets left open.
 */
const [, , file = ""] = process.argv;
// As servers.ts wrote it.
const options = JSON.parse(readFileSync(file, "utf8")) as V4MiniflareOptions & { workers: [{ name: string }] };
const [{ name }] = options.workers;
const runtime = new Miniflare(convertV4MiniflareOptions(options));
await runtime.ready;
console.log("ready");

for await (const patient of createInterface({ input: process.stdin })) {
	runtime
		.unsafeEvictDurableObject(name, "PatientMonitor", { name: patient, webSockets: "hibernate" })
		// What is not in the memory cannot be taken from it.
		.catch(() => {});
}
