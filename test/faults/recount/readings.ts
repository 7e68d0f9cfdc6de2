import type { Answer } from "../clients/client.ts";
import type { Ledger, Reading } from "../ledger.ts";
import { devicesOf, type Patient, type Ward } from "../ward.ts";
import { compare, type Findings } from "./findings.ts";

/** Every reading of a patient is listed once, with the value that was acknowledged last. */
export async function recountReadings({ admin }: Ward, patient: Patient, ledger: Ledger, findings: Findings) {
	const found = await admin.all(`/api/heart-rate/?patient=${patient.id}&page_size=100`);
	const expected = devicesOf(patient).flatMap((device) =>
		ledger.readingsOf(device).map(({ at, bpm }) => `${device} ${at}: ${bpm}`),
	);
	const listed = found.map((item) => `${item.device_id} ${Date.parse(item.recorded_at)}: ${item.heart_rate}`);
	compare("reading", expected, listed, findings);
}

function statisticsOf(readings: readonly Reading[]) {
	const rates = readings.map(({ bpm }) => bpm);
	const sum = rates.reduce((total, bpm) => total + bpm, 0);
	return { count: rates.length, min: Math.min(...rates), max: Math.max(...rates), avg: sum / rates.length };
}

const written = ({ count, min, max, avg }: Answer["body"]): string =>
	`${count} from ${min} to ${max}, ${avg} on average`;

/** The statistics of all time and of each of the patient's days are those of the readings. */
export async function recountStatistics({ admin }: Ward, patient: Patient, ledger: Ledger, findings: Findings) {
	const all = devicesOf(patient).flatMap((device) => ledger.readingsOf(device));
	const dates = new Intl.DateTimeFormat("en-CA", { timeZone: patient.timezone });
	const days = Map.groupBy(all, ({ at }) => dates.format(at));
	const expected = new Map([...days].map(([date, readings]) => [date, written(statisticsOf(readings))]));
	expected.set("all time", written(statisticsOf(all)));
	const address = `/api/patients/${patient.id}/heart-rate-stats/`;
	const { results } = await admin.ask("GET", `${address}?period=daily`);
	const found = new Map<string, string>(results.map((day: Answer["body"]) => [day.start, written(day)]));
	found.set("all time", written((await admin.ask("GET", address)).all_time));
	for (const date of new Set([...expected.keys(), ...found.keys()])) {
		if (expected.get(date) !== found.get(date))
			findings.miscounted.push(`${patient.id} on ${date}: ${found.get(date)} instead of ${expected.get(date)}`);
	}
}
