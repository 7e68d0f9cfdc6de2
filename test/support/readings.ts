import { post } from "./client.ts";

export interface SentReading {
	heart_rate: number;
	recorded_at: string;
}

/** Readings at a steady pace from an instant on. */
export function steadily(from: string | number, count: number, stepMs: number, bpm: (index: number) => number) {
	const start = new Date(from).getTime();
	return Array.from(
		{ length: count },
		(_, index): SentReading => ({
			heart_rate: bpm(index),
			recorded_at: new Date(start + index * stepMs).toISOString(),
		}),
	);
}

/** Posts readings as a wearable would, in batches; adds up the counts of the verdicts. */
export async function postAll(token: string, readings: readonly SentReading[], batch = 5_000) {
	const totals = { created: 0, duplicates: 0, updated: 0, rejected: 0 };
	for (let from = 0; from < readings.length; from += batch) {
		const { status, body } = await post("/api/heart-rate/", { readings: readings.slice(from, from + batch) }, token);
		if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
		for (const name of ["created", "duplicates", "updated", "rejected"] as const) totals[name] += body[name];
	}
	return totals;
}
