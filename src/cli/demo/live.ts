import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type Measurement, simulate } from "../simulator.ts";
import { type Ledger, writeLedger } from "./ledger.ts";
import { type DemoPatient, PATIENTS } from "./ward.ts";

const STEP_SECONDS = 5;
const DAY_MS = 24 * 60 * 60_000;
/** The server is built anew with each change of its sources, which cuts every socket. */
const RETRY_MS = 5_000;

export interface LiveWard {
	url: string;
	ledgerFile: string;
	ledger: Ledger;
}

/** Lets the watches of the demo ward measure on, each over its socket, until the process ends. */
export function liveWard(ward: LiveWard): void {
	for (const [seed, patient] of PATIENTS.entries()) {
		if (patient.heart.silentHours === undefined) void measureOn(patient, seed, ward);
	}
}

async function measureOn({ profile, device, heart }: DemoPatient, seed: number, ward: LiveWard): Promise<void> {
	for (;;) {
		const from = Date.now();
		// A heart that is fast stays so.
		const fastHeartMinutes = heart.fastHeartMinutes && (2 * DAY_MS) / 60_000;
		const span = { from, to: from + DAY_MS, stepSeconds: STEP_SECONDS };
		const beats = simulate({ ...heart, ...span, fastHeartMinutes, seed, timezone: profile.timezone });
		await stream(beats, device, ward);
		await sleep(RETRY_MS);
	}
}

const Acknowledged = z.object({ ack: z.int() });

/** Sends each measurement when its time has come, until the socket is cut; what is acknowledged is noted. */
async function stream(beats: Iterable<Measurement>, device: string, { url, ledger, ledgerFile }: LiveWard) {
	const entry = ledger.devices[device];
	if (!entry?.token) return;
	const protocols = ["edgeward.v1", `bearer.${entry.token}`];
	const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/devices/socket/`, protocols);
	const cut = new Promise<"cut">((resolve) => {
		socket.addEventListener("close", () => resolve("cut"));
		socket.addEventListener("error", () => resolve("cut"));
	});
	const open = new Promise<"open">((resolve) => socket.addEventListener("open", () => resolve("open")));
	const sent: number[] = [];
	socket.addEventListener("message", ({ data }) => {
		const ack = Acknowledged.safeParse(JSON.parse(String(data))).data?.ack;
		if (ack === undefined) return;
		entry.through = Math.max(entry.through, sent[ack - 1] ?? 0);
		writeLedger(ledgerFile, ledger);
	});
	if ((await Promise.race([open, cut])) === "cut") return;
	for (const { at, bpm } of beats) {
		const due = sleep(Math.max(0, at - Date.now()), "due" as const);
		if ((await Promise.race([due, cut])) === "cut") return;
		const seq = sent.push(at);
		socket.send(JSON.stringify({ seq, readings: [{ recorded_at: at, heart_rate: bpm }] }));
	}
	socket.close();
}
