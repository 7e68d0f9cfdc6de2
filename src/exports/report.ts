import { listAlertsOf } from "../alerts/service.ts";
import { listAppointments } from "../appointments/listing.ts";
import { listAssessments } from "../assessments/service.ts";
import { auditRow } from "../audit/service.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { contactParts } from "../charts/contact.ts";
import { ALLERGIES, listItems, MEDICATIONS } from "../charts/service.ts";
import { dayBounds } from "../clinic/zone.ts";
import { everyRow, type List } from "../db/list.ts";
import { heartRateBuckets, heartRateSeries, heartRateSummary } from "../heart-rate/service.ts";
import { invalid } from "../http/problem.ts";
import { dayOfDate, nextMonth } from "../monitor/local-days.ts";
import { getPatient } from "../patients/service.ts";
import { listCommentsOf } from "../records/comments.ts";
import { listRecords } from "../records/service.ts";
import { authorOf } from "./authorship.ts";
import { dateIn } from "./clock.ts";
import { ordered } from "./ordering.ts";
import type { Report, ReportQuery } from "./schema.ts";

/** What one report holds at most: it is made at once, in a Worker's memory. */
const MOST_ENTRIES = 2_000;
const MOST_CHARACTERS = 4_000_000;

const ALL = { page: 1 };

/** Counts what goes into a report. */
class Allowance {
	private entries = 0;
	private characters = 0;

	/** All of a list. Throws `invalid` as soon as the report holds too much. */
	async all<T extends { id: number }>(list: List<T> | Promise<List<T>>): Promise<T[]> {
		const found: T[] = [];
		for await (const rows of everyRow(await list)) {
			found.push(...rows);
			this.entries += rows.length;
			this.characters += JSON.stringify(rows).length;
			if (this.entries > MOST_ENTRIES || this.characters > MOST_CHARACTERS) throw tooMuch();
		}
		return found;
	}
}

const tooMuch = () =>
	invalid(
		"from",
		`must be later, or to earlier: a report holds at most ${MOST_ENTRIES.toLocaleString("en")} entries and ` +
			`${MOST_CHARACTERS.toLocaleString("en")} characters; the lists hold everything`,
	);

/** The readings of one of the patient's days, by quarters of an hour. */
async function plottedDay(context: ServiceContext, id: number, date: string, zone: string): Promise<Report["day"]> {
	const { start, end } = dayBounds(date, zone);
	const { results } = await heartRateSeries(context, id, { from: start, to: end, resolution: "15m" });
	return { date, timezone: zone, results };
}

/** The readings of a month of the patient's days, by day. */
async function plottedMonth(
	context: ServiceContext,
	id: number,
	month: string,
	zone: string,
): Promise<Report["month"]> {
	const first = dayOfDate(`${month}-01`);
	const { results } = await heartRateBuckets(context, id, "daily", { from: first, to: nextMonth(first) - 1 });
	return { month, timezone: zone, results };
}

async function recordsWith(context: ServiceContext, allowance: Allowance, query: { patient: number }) {
	const [records, comments] = await Promise.all([
		allowance.all(listRecords(context, { ...ALL, ...query })),
		allowance.all(listCommentsOf(context, query.patient)),
	]);
	const written = ordered(records, "-visit_date", { visit_date: ({ visit_date }) => visit_date });
	return written.map((record) => ({
		...record,
		doctor_comments: comments.filter((comment) => comment.record === record.id),
	}));
}

/**
 * All of a patient whom the actor sees that the actor may see: what the services of each part show them. Throws
 * `not_found`, and `invalid` where the report would be too large. That it was made is in the audit trail.
 */
export async function patientReport(
	context: ServiceContext,
	id: number,
	query: Omit<ReportQuery, "format">,
	now = new Date(),
): Promise<Report> {
	const patient = await getPatient(context, id);
	const { timezone } = patient;
	const { from, to } = query;
	const today = dateIn(timezone, now.toISOString());
	const allowance = new Allowance();
	const range = { ...ALL, from, to };
	const named = { name: ({ name }: { name: string }) => name };
	const [author, allergies, medications, statistics, day, month, alerts, records, assessments, appointments] =
		await Promise.all([
			authorOf(context),
			allowance.all(listItems(context, ALLERGIES, id, ALL)),
			allowance.all(listItems(context, MEDICATIONS, id, ALL)),
			heartRateSummary(context, id),
			plottedDay(context, id, query.day ?? today, timezone),
			plottedMonth(context, id, query.month ?? today.slice(0, 7), timezone),
			allowance.all(listAlertsOf(context, id, range)),
			recordsWith(context, allowance, { ...range, patient: id }),
			allowance.all(listAssessments(context, { ...range, patient: id })),
			allowance.all(listAppointments(context, { ...ALL, start_date: from, end_date: to, patient: id })),
		]);
	const { db, actor, origin } = context;
	await auditRow(db, { actor, origin, action: "patient.export", entity: "patient", entityId: id, patientId: id });
	return {
		...{ generated_at: now.toISOString(), generated_by: author, from: from ?? null, to: to ?? null, patient },
		emergency_contact: { ...contactParts(patient.emergency_contact), version: patient.version },
		allergies: ordered(allergies, "name", named),
		medications: ordered(medications, "name", named),
		...{ statistics, day, month, records },
		alerts: ordered(alerts, "-opened_at", { opened_at: ({ opened_at }) => opened_at }),
		assessments: ordered(assessments, "-date", { date: ({ date }) => date }),
		appointments: ordered(appointments, "-start", { start: ({ start }) => start }),
	};
}
