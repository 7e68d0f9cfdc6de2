import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../../../src/cli/random.ts";
import type { Ledger } from "../ledger.ts";
import type { Ward } from "../ward.ts";
import { type Answer, insist, must } from "./client.ts";

/** What people do on the ward until told to stop. */
export interface Work {
	ward: Ward;
	ledger: Ledger;
	random: Random;
	isOver: () => boolean;
}

const HALF_HOUR_MS = 30 * 60_000;

/**
 * Creates something that must not be there twice, as careful people do: where no answer came they look for it, and only
 * what is not there they send again. `refused` says that it was there already.
 */
async function createOnce(create: () => Promise<Answer | undefined>, isThere: () => Promise<boolean>): Promise<void> {
	await insist(async () => {
		const answer = await create();
		if (answer) return must(answer, 201);
		return (await isThere()) ? { status: 200, body: null } : undefined;
	});
}

/** Books, maps and edits rules. */
export async function clerk({ ward, ledger, random, isOver }: Work): Promise<void> {
	const { admin, doctorId, consultants, patients } = ward;
	const pairs = patients.flatMap(({ id: patient }) => consultants.map((doctor) => ({ patient, doctor })));
	const tomorrow = (Math.floor(Date.now() / HALF_HOUR_MS) + 48) * HALF_HOUR_MS;
	for (let slot = 0; !isOver(); slot++) {
		const patient = patients[slot % patients.length];
		if (!patient) throw new Error("a ward without patients");
		const start = new Date(tomorrow + slot * HALF_HOUR_MS).toISOString();
		const booking = { patient: patient.id, doctor: doctorId, start };
		await createOnce(
			() => admin.attempt("POST", "/api/appointments/", booking),
			async () => {
				const date = start.slice(0, 10);
				const day = await admin.all(`/api/appointments/?start_date=${date}&end_date=${date}&doctor=${doctorId}`);
				return day.some((appointment) => Date.parse(appointment.start) === Date.parse(start));
			},
		);
		ledger.appointments.add(start);
		ledger.acknowledged += 1;

		const pair = pairs.pop();
		if (pair) {
			await createOnce(
				() => admin.attempt("POST", "/api/mappings/", pair),
				async () => (await admin.all(`/api/mappings/?patient=${pair.patient}&doctor=${pair.doctor}`)).length > 0,
			);
			ledger.mappings.add(`${pair.patient} ${pair.doctor}`);
			ledger.acknowledged += 1;
		}
		await editRule(ward, patient.id, ledger);
		await sleep(500 * random());
	}
}

/** Moves the threshold of a rule that never alerts; the version says whether an edit without an answer was done. */
async function editRule({ admin }: Ward, patient: number, ledger: Ledger): Promise<void> {
	const rules = `/api/patients/${patient}/alert-rules/`;
	const below = (await admin.all(rules)).find(({ kind }) => kind === "below");
	const { edits = 0 } = ledger.thresholds.get(patient) ?? {};
	const threshold = 21 + (edits % 10);
	const body = { threshold, critical_threshold: null };
	const condition = { "If-Match": `"${below.version}"` };
	const answer = await insist(() => admin.attempt("PATCH", `${rules}${below.id}/`, body, condition));
	// An edit that was done already finds another version.
	must(answer, 200, 412);
	ledger.thresholds.set(patient, { threshold, edits: edits + 1 });
	ledger.acknowledged += 1;
}

/** Writes records, and sees to the alerts that have become critical. */
export async function doctor({ ward, ledger, random, isOver }: Work): Promise<void> {
	const { doctor, patients } = ward;
	for (let number = 0; !isOver(); number++) {
		const patient = patients[number % patients.length]?.id;
		const title = `Visit ${number}`;
		const record = { patient, record_type: "CHECKUP", title, visit_date: new Date().toISOString() };
		await createOnce(
			() => doctor.attempt("POST", "/api/records/", record),
			async () =>
				(await doctor.all(`/api/records/?patient=${patient}&search=${encodeURIComponent(title)}&page_size=100`)).some(
					(found) => found.title === title,
				),
		);
		ledger.records.add(title);
		ledger.acknowledged += 1;
		await seeToAlerts(ward, ledger);
		await sleep(500 * random());
	}
}

async function seeToAlerts({ doctor }: Ward, ledger: Ledger): Promise<void> {
	const { results } = await doctor.ask("GET", "/api/alerts/?status=open&severity=critical");
	for (const { id } of results) {
		const answer = await insist(() => doctor.attempt("POST", `/api/alerts/${id}/acknowledge/`, {}));
		// It may be over by now: whether it was seen to before, in a request without an answer, it says itself.
		const isSeen = must(answer, 200, 409).status === 200;
		if (!isSeen && (await doctor.ask("GET", `/api/alerts/${id}/`)).acknowledged_by === null) continue;
		ledger.seen.add(id);
		ledger.acknowledged += 1;
	}
}
