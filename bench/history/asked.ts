import { DAY_MS } from "../../src/monitor/local-days.ts";
import { deviceToken, patientToken } from "../scene/tokens.ts";
import type { History } from "./histories.ts";

/** What is asked of a history. */
export interface Asked {
	name: string;
	/** Makes a request ready, with a token that is good: the request alone is measured. `round` makes each another one. */
	prepare: (url: string, history: History, now: number, round: number) => Promise<() => Promise<void>>;
}

async function answered(url: string, init: RequestInit): Promise<void> {
	const response = await fetch(url, init);
	const text = await response.text();
	if (!response.ok) throw new Error(`${url}: ${response.status} ${text.slice(0, 300)}`);
}

const get = (name: string, path: (history: History, now: number) => string): Asked => ({
	name,
	async prepare(url, history, now) {
		const headers = { Authorization: `Bearer ${await patientToken(history.patientId)}` };
		return () => answered(`${url}${path(history, now)}`, { headers });
	},
});

const lateInsert: Asked = {
	name: "a late reading, into the middle",
	async prepare(url, history, now, round) {
		const { from, stepMs } = history.stretch(now);
		const steps = Math.floor((now - from) / stepMs / 2);
		// Between two readings, and each time at another instant.
		const body = JSON.stringify({ heart_rate: 71, recorded_at: from + steps * stepMs + 1 + round });
		const headers = {
			"Content-Type": "application/json",
			Authorization: `Bearer ${await deviceToken(history.patientId)}`,
		};
		return () => answered(`${url}/api/heart-rate/`, { method: "POST", headers, body });
	},
};

/** The first is the one whose growth is promised to stay small. */
export const ASKED = [
	get("statistics", ({ patientId }) => `/api/patients/${patientId}/heart-rate-stats/`),
	get("newest 20", () => "/api/heart-rate/?page_size=20"),
	get("chart of a week", ({ patientId }, now) => {
		const from = new Date(now - 7 * DAY_MS).toISOString();
		return `/api/patients/${patientId}/heart-rate-series/?from=${from}`;
	}),
	lateInsert,
] as const satisfies Asked[];
