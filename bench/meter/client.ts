import type { Tally } from "./counts.ts";

/** The meter of a metered Worker: see worker.ts. */
export interface Meter {
	/** What was counted since the last reset, once nothing is under way. */
	read(): Promise<Tally>;
	reset(): Promise<void>;
	/** Lets the time pass until an instant (Unix ms), with all that is due until then. */
	passUntil(at: number): Promise<void>;
	/** Of the database of a patient's object, in bytes. */
	size(patientId: number): Promise<number>;
	/** Of D1, in bytes. */
	databaseSize(): Promise<number>;
	/** Takes a patient's object out of the memory. */
	hibernate(patientId: number): Promise<void>;
	/** Runs what the Worker does every minute. */
	cron(): Promise<void>;
}

export function meterAt(url: string): Meter {
	const ask = async <T>(path: string, headers: Record<string, string> = {}): Promise<T> => {
		const response = await fetch(`${url}/meter${path}`, { headers });
		if (!response.ok) throw new Error(`/meter${path}: ${response.status} ${(await response.text()).slice(0, 300)}`);
		// What the meter answers is our own: no caller asks for anything else than it has.
		return (await response.json()) as T;
	};
	return {
		read: () => ask(""),
		reset: () => ask("/reset"),
		passUntil: (at) => ask("", { "Meter-Now": String(at) }),
		size: (patientId) => ask(`/size?patient=${patientId}`),
		databaseSize: () => ask("/size"),
		hibernate: (patientId) => ask(`/hibernate?patient=${patientId}`),
		cron: () => ask("/cron"),
	};
}
