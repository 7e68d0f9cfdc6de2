import type { RuleKind, Severity } from "../alert-engine/rules.ts";
import type { AlertStatus } from "../alerts/table.ts";
import { dateAt } from "../clinic/zone.ts";
import { agedTrend } from "../monitor/trend.ts";
import { ageOf } from "../patients/answer.ts";
import type { BoardRow } from "./board.ts";
import { STANDINGS, type Standing } from "./standing.ts";

/** In the order of the columns in `board.ts`. */
type AlertColumns = [
	...[id: number, kind: RuleKind, severity: Severity, status: AlertStatus],
	...[threshold: number | null, extreme: number | null, openedAt: number],
];

function alertsOf({ alerts }: BoardRow) {
	if (alerts === null) return [];
	// The JSON that the query has built.
	return (JSON.parse(alerts) as AlertColumns[]).map(([id, kind, severity, status, threshold, extreme, openedAt]) => ({
		...{ id, kind, severity, threshold, extreme },
		...{ opened_at: new Date(openedAt).toISOString(), acknowledged: status === "acknowledged" },
	}));
}

function todayOf({ day, today_min: min, today_max: max, today_avg: avg }: BoardRow, date: string) {
	return day !== date || min === null || max === null || avg === null ? null : { min, max, avg };
}

function ageIn({ date_of_birth: dateOfBirth, stated_age: statedAge, stated_age_at: at }: BoardRow, now: Date) {
	return ageOf({ dateOfBirth, statedAge, statedAgeAt: at === null ? null : new Date(at) }, now);
}

/** Answers rows as they are now. The date is made once for all patients of a zone. */
export function boardAnswers(rows: readonly BoardRow[], now: Date) {
	const dates = new Map<string, string>();
	const dateIn = (zone: string) => {
		const date = dates.get(zone) ?? dateAt(now.getTime(), zone);
		dates.set(zone, date);
		return date;
	};
	return rows.flatMap((row) => (row.id === null ? [] : [{ id: row.id, ...rowAnswer(row, now, dateIn(row.timezone)) }]));
}

function rowAnswer(row: BoardRow, now: Date, today: string) {
	const { last_reading_at: at, last_heart_rate: heart_rate } = row;
	return {
		name: `${row.first_name} ${row.last_name}`.trim(),
		date_of_birth: row.date_of_birth,
		age: ageIn(row, now),
		timezone: row.timezone,
		// A rank that has no name is none that the query makes.
		standing: STANDINGS[row.rank] ?? "never",
		last_reading: at === null || heart_rate === null ? null : { recorded_at: new Date(at).toISOString(), heart_rate },
		today: todayOf(row, today),
		trend: agedTrend(row.trend && JSON.parse(row.trend), now.getTime()),
		alerts: alertsOf(row),
		alert_count: row.alert_count ?? 0,
		assigned_doctor: row.doctor_id === null ? null : { id: row.doctor_id, name: row.doctor_name ?? "" },
	};
}

export type WardRow = ReturnType<typeof boardAnswers>[number];

/** How many of each standing match; every row says it. */
export function countsOf([row]: readonly BoardRow[]): Record<Standing, number> {
	const [critical = 0, alert = 0, acknowledged = 0, silent = 0, steady = 0, never = 0]: number[] = JSON.parse(
		row?.counts ?? "[]",
	);
	return { critical, alert, acknowledged, silent, steady, never };
}
