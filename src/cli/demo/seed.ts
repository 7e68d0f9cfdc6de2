import { z } from "zod";
import { call, Refusal } from "../api.ts";
import { Failure } from "../failure.ts";
import { Progress } from "../progress.ts";
import { deliver } from "../replay/delivery.ts";
import { batches } from "../replay/preparation.ts";
import { type Measurement, simulate } from "../simulator.ts";
import type { Place } from "../wrangler.ts";
import { mapPatients } from "./accounts.ts";
import { type Ledger, writeLedger } from "./ledger.ts";
import { ADMIN, type DemoPatient, PATIENTS } from "./ward.ts";

const HISTORY_MS = 7 * 24 * 60 * 60_000;
const STEP_SECONDS = 10;
/** The most that the API takes at once. */
const BATCH = 5000;
/**
 * The ward list learns of a patient's newest reading at most once a minute, so that a quarter of an hour goes first and
 * comes again as duplicates.
 */
const NEWEST = (15 * 60) / STEP_SECONDS;
/** Each patient is an object of its own, so that several fill at once. */
const PATIENTS_AT_ONCE = 3;

export interface Seeding {
	url: string;
	place: Place;
	ledgerFile: string;
	ledger: Ledger;
}

/**
 * Fills the demo ward through the API, as its devices and its admin would: patients, devices, the doctor's mappings and
 * a week of readings. The ledger notes each step once it is done, so that a later start finishes what an interrupted one
 * left, and adds the readings since the last one. Throws a Failure that says what could not be done.
 */
export async function seedWard(seeding: Seeding): Promise<void> {
	const { ledger, ledgerFile, place } = seeding;
	const missing = PATIENTS.filter(({ device }) => !ledger.devices[device]?.token);
	if (missing.length > 0) {
		const admin = await signIn(seeding);
		for (const patient of missing) await admit(patient, admin, seeding);
	}
	if (!ledger.mapped) {
		await mapPatients(place);
		ledger.mapped = true;
		writeLedger(ledgerFile, ledger);
	}
	await postAll(seeding);
}

async function postAll(seeding: Seeding): Promise<void> {
	const now = Date.now();
	const work = PATIENTS.map((patient, seed) => ({ patient, history: history(patient, seed, now, seeding.ledger) }));
	const progress = new Progress(work.reduce((sum, { history }) => sum + history.length, 0));
	const queue = work.values();
	const posters = Array.from({ length: PATIENTS_AT_ONCE }, async () => {
		for (const { patient, history } of queue) await postHistory(patient, history, seeding, progress);
	});
	const failed = (await Promise.allSettled(posters)).find(({ status }) => status === "rejected");
	progress.clear();
	if (failed?.status === "rejected") throw failed.reason;
}

async function signIn({ url, ledger }: Seeding): Promise<string> {
	const body = { email: ADMIN.email, password: ledger.password };
	const { access } = await call(`${url}/api/auth/login/`, z.object({ access: z.string() }), { body });
	return access;
}

/** Creates what is missing of a patient, their device and its token. */
async function admit({ profile, username, device }: DemoPatient, token: string, seeding: Seeding): Promise<void> {
	const { url, ledger } = seeding;
	const login = username === undefined ? {} : { username, password: ledger.password };
	const patient = await createOrFind(`${url}/api/patients/`, { ...profile, ...login }, profile.email, token);
	const body = { device_id: device, patient, status: "active" };
	const id = await createOrFind(`${url}/api/devices/`, body, device, token);
	const issued = await call(`${url}/api/devices/${id}/token/`, z.object({ token: z.string() }), { token });
	ledger.devices[device] = { token: issued.token, through: ledger.devices[device]?.through ?? 0 };
	writeLedger(seeding.ledgerFile, ledger);
}

const Created = z.object({ id: z.int() });
const Found = z.object({ results: z.array(Created) });

/** The id of a new row; or, where an interrupted start has created it before, of the one that `name` finds. */
async function createOrFind(url: string, body: object, name: string, token: string): Promise<number> {
	try {
		return (await call(url, Created, { token, body })).id;
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		const { results } = await call(`${url}?search=${encodeURIComponent(name)}`, Found, { method: "GET", token });
		const [found] = results;
		if (!found) throw error;
		return found.id;
	}
}

/** What a patient's device has measured since its last stored reading, at most a week. */
function history({ profile, device, heart }: DemoPatient, seed: number, now: number, ledger: Ledger): Measurement[] {
	const through = ledger.devices[device]?.through ?? 0;
	const from = Math.max(now - HISTORY_MS, through + 1);
	return [...simulate({ ...heart, seed, from, to: now, stepSeconds: STEP_SECONDS, timezone: profile.timezone })];
}

async function postHistory(
	{ device }: DemoPatient,
	history: Measurement[],
	{ url, ledger, ledgerFile }: Seeding,
	progress: Progress,
): Promise<void> {
	const entry = ledger.devices[device];
	if (!entry?.token || history.length === 0) return;
	const target = { url, token: entry.token };
	try {
		await deliver(history.slice(-NEWEST), target, { retries: 5 });
		for (const batch of batches(history, BATCH)) {
			await deliver(batch, target, { retries: 5 });
			entry.through = batch.at(-1)?.at ?? entry.through;
			writeLedger(ledgerFile, ledger);
			progress.advance(batch.length);
		}
	} catch (error) {
		if (!(error instanceof Refusal && error.status === 401)) throw error;
		entry.token = null;
		writeLedger(ledgerFile, ledger);
		throw new Failure(`the token of ${device} is not good any more; the next start gets a new one`);
	}
}
