import { listAlerts } from "../../alerts/service.ts";
import { listAppointments } from "../../appointments/listing.ts";
import type { ServiceContext } from "../../auth/service-context.ts";
import { dateAt } from "../../clinic/zone.ts";
import { listDevices } from "../../devices/service.ts";
import { settings } from "../../env.ts";
import { heartRateSeries, heartRateSummary } from "../../heart-rate/service.ts";
import { listMappingsOf } from "../../mappings/listing.ts";
import { DAY_MS } from "../../monitor/local-days.ts";
import { getOwnPatient } from "../../patients/service.ts";
import { listRecords } from "../../records/service.ts";

/** As much of each list as a glance takes in. */
const FEW = 3;
/** Of doctors and devices people have a handful. */
const SOME = 20;

/** The last day of a heart, in quarters of an hour. */
async function heartOf(context: ServiceContext, patientId: number, to: number) {
	const from = to - DAY_MS;
	const [summary, series] = await Promise.all([
		heartRateSummary(context, patientId),
		heartRateSeries(context, patientId, { from, to, resolution: "15m" }),
	]);
	const points = series.results.map(({ at, ...point }) => ({ at: Date.parse(at), ...point }));
	return { from, to, points, today: summary.today, lastDay: summary.last_24h };
}

/** The appointments that are not over, the next one first. */
async function nextAppointments(context: ServiceContext, patient: number, now: number) {
	const today = dateAt(now, settings(context.env).clinicTimezone);
	const query = { page: 1, patient, status: "scheduled", start_date: today, ordering: "start" } as const;
	const { results } = await listAppointments(context, query).page({ limit: SOME, offset: 0 });
	return results.filter(({ end }) => Date.parse(end) > now).slice(0, FEW);
}

/** All that a patient sees of themself at a glance. Throws `not_found` where the actor has no profile any more. */
export async function overviewOf(context: ServiceContext) {
	const patient = await getOwnPatient(context);
	const { id } = patient;
	const now = Date.now();
	const [heart, alerts, appointments, care, records, devices] = await Promise.all([
		heartOf(context, id, now),
		listAlerts(context, { page: 1, patient: id, is_open: true }).page({ limit: FEW, offset: 0 }),
		nextAppointments(context, id, now),
		listMappingsOf(context, id, { page: 1 }).then((list) => list.page({ limit: SOME, offset: 0 })),
		listRecords(context, { page: 1, patient: id }).page({ limit: FEW, offset: 0 }),
		listDevices(context, { page: 1, patient: id, ordering: "-last_activity" }).page({ limit: SOME, offset: 0 }),
	]);
	return { patient, heart, alerts, appointments, care: care.results, records, devices: devices.results };
}

export type Overview = Awaited<ReturnType<typeof overviewOf>>;
