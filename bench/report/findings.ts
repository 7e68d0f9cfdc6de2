import { writeFile } from "node:fs/promises";
import { run } from "../../src/cli/failure.ts";
import { parseFlags } from "../../src/cli/flags.ts";
import { machine } from "./machine.ts";
import { type Row, table } from "./table.ts";

/** A figure that was promised to stay within these bounds, themselves included. */
export interface Check {
	what: string;
	found: number;
	least?: number;
	most?: number;
}

/** What a bench has found out. */
export interface Findings {
	tables: { title: string; rows: Row[] }[];
	/** What the figures rest on, a sentence each. */
	assumptions: string[];
	checks: Check[];
}

const FLAGS = {
	json: { type: "string" },
	only: { type: "string" },
	help: { type: "boolean", short: "h", default: false },
} as const;

const isMissed = ({ found, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY }: Check): boolean =>
	!(found >= least && found <= most);

const checkRows = (checks: readonly Check[]): Row[] =>
	checks.map((check) => ({
		target: check.what,
		found: check.found,
		"at least": check.least ?? null,
		"at most": check.most ?? null,
		"": isMissed(check) ? "missed" : "kept",
	}));

/**
 * Runs a bench, prints what it found in Markdown and as a line of JSON, which `--json FILE` writes too; exit code 1 where
 * a target is missed.
 */
export function runBench(
	program: string,
	about: string,
	measure: (only: string | undefined) => Promise<Findings>,
): Promise<void> {
	return run(program, async () => {
		const { values } = parseFlags({ options: FLAGS });
		if (values.help) {
			process.stdout.write(
				`${about}\n\n  npm run ${program} -- [--json FILE]${measure.length > 0 ? " [--only NAME]" : ""}\n`,
			);
			return 0;
		}
		const findings = await measure(values.only);
		const { assumptions, checks } = findings;
		const targets = checks.length > 0 ? [{ title: "Targets", rows: checkRows(checks) }] : [];
		const tables = [...findings.tables, ...targets].map(({ title, rows }) => `**${title}**\n\n${table(rows)}`);
		const notes = assumptions.map((sentence) => `- ${sentence}`).join("\n");
		const json = JSON.stringify({ machine: machine(), ...findings });
		process.stdout.write(`${[machine(), ...tables, ...(notes ? [notes] : []), json].join("\n\n")}\n`);
		if (values.json) await writeFile(values.json, `${json}\n`);
		return checks.some(isMissed) ? 1 : 0;
	});
}

/** Says on stderr how far a bench is. */
export const progress = (what: string): void => void process.stderr.write(`${what}\n`);
