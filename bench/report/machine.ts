import { cpus, totalmem, type } from "node:os";
import project from "../../package.json" with { type: "json" };

/** What a bench ran on, in one line. */
export function machine(): string {
	const [first] = cpus();
	const memory = Math.round(totalmem() / 1024 ** 3);
	const { wrangler } = project.devDependencies;
	return `${cpus().length} × ${first?.model ?? "?"}, ${memory} GB, ${type()}, Node ${process.versions.node}, wrangler ${wrangler}`;
}
