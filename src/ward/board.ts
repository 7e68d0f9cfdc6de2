import { and, eq, gt, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { users } from "../accounts/table.ts";
import { alerts } from "../alerts/table.ts";
import { visiblePatients } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { doctors } from "../doctors/table.ts";
import { assignedDoctor } from "../patients/answer.ts";
import { mappedTo, searched } from "../patients/service.ts";
import { patients, patientVitals } from "../patients/table.ts";
import { ALERT_ORDER, rankAt, worstFirst } from "./ranking.ts";
import type { WardQuery } from "./schema.ts";
import { rankOf, STANDINGS } from "./standing.ts";

/** A row shows so many of its alerts. */
const MOST_ALERTS = 3;

/** A row as the database gives it: instants in Unix ms, lists as JSON. All of it is null where the page has no row. */
export interface BoardRow {
	/** How many of each standing match, in the order of ranks: a JSON array, the same in every row. */
	counts: string;
	id: number | null;
	rank: number;
	first_name: string;
	last_name: string;
	date_of_birth: string | null;
	stated_age: number | null;
	stated_age_at: number | null;
	timezone: string;
	last_reading_at: number | null;
	last_heart_rate: number | null;
	day: string | null;
	today_min: number | null;
	today_max: number | null;
	today_avg: number | null;
	trend: string | null;
	alerts: string | null;
	alert_count: number | null;
	doctor_id: number | null;
	doctor_name: string | null;
}

/** Which of the rows: some in the board's order, or, for a file, those behind a patient's id by their ids. */
export type BoardPart = { limit: number } & ({ order: "worst first"; offset: number } | { order: "id"; after: number });

/** What a row shows of its patient, by the names of the columns. */
const SHOWN = [
	...[patients.dateOfBirth, patients.statedAge, patients.statedAgeAt, patients.timezone],
	...[patientVitals.lastReadingAt, patientVitals.lastHeartRate, patientVitals.day, patientVitals.trend],
	...[patientVitals.todayMin, patientVitals.todayMax, patientVitals.todayAvg],
];

const named = (columns: readonly SQLiteColumn[]): SQL =>
	sql.join(
		columns.map((column) => sql`${column} as ${sql.identifier(column.name)}`),
		sql`, `,
	);

type Filters = Omit<WardQuery, "page" | "page_size" | "limit" | "format">;

/** The open alerts, each patient's together: the first few as JSON, how many, and the worst of them. */
const flagged = sql`
	select patient_id, count(*) as alert_count,
		json_group_array(json_array(id, kind, severity, status, threshold, extreme, opened_at) order by place)
			filter (where place <= ${sql.raw(String(MOST_ALERTS))}) as alerts,
		max(case place when 1 then status end) as worst_status,
		max(case place when 1 then severity end) as worst_severity,
		max(case place when 1 then opened_at end) as worst_opened_at
	from (
		select *, row_number() over (partition by patient_id order by ${ALERT_ORDER}) as place
		from ${alerts} where status in ('open', 'acknowledged'))
	group by patient_id`;

function matching({ db, actor }: ServiceContext, query: Filters): SQL | undefined {
	return and(
		visiblePatients(db, actor),
		query.gender ? eq(patients.gender, query.gender) : undefined,
		query.search ? searched(query.search) : undefined,
		query.doctor_id ? mappedTo(db, query.doctor_id) : undefined,
	);
}

/**
 * The one query of the ward board: all that match are ranked and counted from what is narrow, and only the rows of the
 * part are read whole. Answers at least one row, for the counts.
 */
export function readBoard(context: ServiceContext, query: Filters, part: BoardPart, now: Date): Promise<BoardRow[]> {
	const byId = part.order === "id";
	const order = (rows: SQL) => (byId ? sql`${rows}.id` : worstFirst(rows));
	const ranks = query.standing?.map(rankOf);
	const asked = ranks ? sql`where rank in (select value from json_each(${JSON.stringify(ranks)}))` : sql``;
	// Only the search asks for the login's name.
	const login = query.search ? sql`left join ${users} on ${users.id} = ${patients.userId}` : sql``;
	const counts = sql.join(
		STANDINGS.map((_, rank) => sql.raw(`count(*) filter (where rank = ${rank})`)),
		sql`, `,
	);
	return context.db.all<BoardRow>(sql`
		with flagged as (${flagged}),
		known as (
			select ${patients.id} as id, ${patients.firstName} as first_name, ${patients.lastName} as last_name,
				${patientVitals.lastReadingAt} as last_reading_at, flagged.*
			from ${patients} left join ${patientVitals} on ${patientVitals.patientId} = ${patients.id}
			left join flagged on flagged.patient_id = ${patients.id} ${login}
			where ${and(matching(context, query), byId ? gt(patients.id, part.after) : undefined)}),
		board as materialized (select *, ${rankAt(now)} as rank from known),
		shown as (select * from board ${asked} order by ${order(sql`board`)} limit ${part.limit} offset ${byId ? 0 : part.offset})
		select totals.counts, shown.id, shown.rank, shown.first_name, shown.last_name, shown.alerts, shown.alert_count,
			${named(SHOWN)},
			${doctors.id} as doctor_id, trim(${doctors.firstName} || ' ' || ${doctors.lastName}) as doctor_name
		from (select json_array(${counts}) as counts from board) totals
		left join shown on true
		left join ${patients} on ${patients.id} = shown.id
		left join ${patientVitals} on ${patientVitals.patientId} = shown.id
		left join ${doctors} on ${doctors.id} = ${assignedDoctor}
		order by ${order(sql`shown`)}`);
}
