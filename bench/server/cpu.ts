import { readdirSync, readFileSync } from "node:fs";

/** Linux counts a process's time in these, whatever its kernel's own tick. */
const TICKS_PER_SECOND = 100;

/** What is kept of a process in /proc/<pid>/stat: its name may hold blanks, so count from behind it. */
function statOf(pid: string): { name: string; parent: number; seconds: number } | undefined {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, "utf8");
		const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
		const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number);
		const name = text.slice(text.indexOf("(") + 1, text.lastIndexOf(")"));
		return { name, parent: parent ?? 0, seconds: ((user ?? 0) + (system ?? 0)) / TICKS_PER_SECOND };
	} catch {
		// It has ended meanwhile, or this is no Linux.
		return undefined;
	}
}

/** The processor time of this process's children of that name, in seconds; null where there is no /proc. */
export function cpuSeconds(name: string): number | null {
	let pids: string[];
	try {
		pids = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
	} catch {
		return null;
	}
	const own = pids.flatMap((pid) => statOf(pid) ?? []).filter((stat) => stat.parent === process.pid);
	return own.filter((stat) => stat.name === name).reduce((sum, { seconds }) => sum + seconds, 0);
}
