import { DAY_MS } from "../src/monitor/local-days.ts";
import type { Call } from "./load/http.ts";
import { PASSWORD, STAFF, staffName } from "./scene/clinic.ts";
import { bpmAt } from "./scene/history.ts";
import { deviceToken, patientToken, staffToken } from "./scene/tokens.ts";

/** What the floor does with a request: verify the token and parse the body; call an object; keep a row there. */
export type Floor = "none" | "empty" | "row";

/** What is asked over and over, of Edgeward and of the floor. */
export interface Workload {
	name: string;
	floor: Floor;
	/** The least share of the floor's requests/s; null where the floor does too little to be compared with. */
	target: number | null;
	/** Readings that one request stores. */
	readings: number;
	/** Where 32 at once would only wait for one another. */
	connections?: number;
	/** Whether it reads a year of readings. */
	needsHistory: boolean;
	/** Makes the tokens, which live five minutes, and answers what to send. */
	prepare: () => Promise<() => Call>;
}

export const PATIENTS = 1_000;
/** Those whose watches post; those with a year of readings; those whose watches hold a socket. */
export const POSTING = range(1, 200);
export const WITH_HISTORY = range(201, 400);
export const STREAMING = range(401, 900);

function range(first: number, last: number): number[] {
	return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Patients in turn, each with a token, and how often it was their turn before. */
async function inTurn(
	ids: readonly number[],
	tokenOf: (id: number) => Promise<string>,
	make: (id: number, authorization: string, turn: number) => Call,
): Promise<() => Call> {
	const tokens = await Promise.all(ids.map(async (id) => ({ id, authorization: `Bearer ${await tokenOf(id)}` })));
	let count = 0;
	return () => {
		const { id, authorization } = tokens[count % tokens.length] ?? { id: 0, authorization: "" };
		const turn = Math.floor(count++ / tokens.length);
		return make(id, authorization, turn);
	};
}

const get = (path: string, authorization: string): Call => ({
	method: "GET",
	path,
	headers: { Authorization: authorization },
});

const post = (path: string, authorization: string, body: object): Call => ({
	method: "POST",
	path,
	headers: { Authorization: authorization, "Content-Type": "application/json" },
	body: JSON.stringify(body),
});

/** Where the next readings of a watch begin: a day for each measuring, so that no reading comes twice. */
let nextDay = Date.now() - 60 * DAY_MS;

function posting(perPost: number): Workload["prepare"] {
	return () => {
		const begin = nextDay;
		nextDay += DAY_MS;
		return inTurn(POSTING, deviceToken, (id, authorization, turn) => {
			const readings = Array.from({ length: perPost }, (_, index) => {
				const at = begin + (turn * perPost + index) * 1000;
				return { device: id, heart_rate: bpmAt(at), recorded_at: new Date(at).toISOString() };
			});
			return post("/api/heart-rate/", authorization, perPost === 1 ? (readings[0] ?? {}) : { readings });
		});
	};
}

const reading = (pathOf: (id: number) => string): Workload["prepare"] => {
	return () => inTurn(WITH_HISTORY, patientToken, (id, authorization) => get(pathOf(id), authorization));
};

const asStaff = (path: string): Workload["prepare"] => {
	return async () => {
		const authorization = `Bearer ${await staffToken()}`;
		return () => get(path, authorization);
	};
};

const weekAgo = () => new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS - 7 * DAY_MS).toISOString();

export const WORKLOADS: readonly Workload[] = [
	{ name: "post 1 reading", floor: "row", target: 0.8, readings: 1, needsHistory: false, prepare: posting(1) },
	{ name: "post 60 readings", floor: "row", target: 0.7, readings: 60, needsHistory: false, prepare: posting(60) },
	{
		name: "newest 20",
		floor: "empty",
		target: 0.8,
		readings: 0,
		needsHistory: true,
		prepare: reading(() => "/api/heart-rate/?page_size=20"),
	},
	{
		name: "statistics",
		floor: "empty",
		target: 0.8,
		readings: 0,
		needsHistory: true,
		prepare: reading((id) => `/api/patients/${id}/heart-rate-stats/`),
	},
	{
		name: "days of a year",
		floor: "empty",
		target: null,
		readings: 0,
		needsHistory: true,
		prepare: reading((id) => `/api/patients/${id}/heart-rate-stats/?period=daily`),
	},
	{
		name: "chart of a week",
		floor: "empty",
		target: null,
		readings: 0,
		needsHistory: true,
		prepare: reading((id) => `/api/patients/${id}/heart-rate-series/?from=${weekAgo()}`),
	},
	{ name: "doctors", floor: "none", target: null, readings: 0, needsHistory: false, prepare: asStaff("/api/doctors/") },
	{
		name: "ward of 1,000",
		floor: "none",
		target: null,
		readings: 0,
		needsHistory: false,
		prepare: asStaff("/api/ward/?page_size=1000"),
	},
	{
		name: "login",
		connections: 2,
		floor: "none",
		target: null,
		readings: 0,
		needsHistory: false,
		prepare: async () => {
			const authorization = `Bearer ${await staffToken()}`;
			let count = 0;
			return () => {
				const username = staffName((count++ % STAFF) + 1);
				return post("/api/auth/login/", authorization, { username, password: PASSWORD });
			};
		},
	},
];
