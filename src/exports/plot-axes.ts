import { Temporal } from "temporal-polyfill";
import { dayBounds } from "../clinic/zone.ts";
import type { Axis, PlotPoint } from "./plot.ts";

/** All that a plot shows. */
export interface Plotted {
	axis: Axis;
	points: PlotPoint[];
	/** What is written below the horizontal axis, and where. */
	ticks: { x: number; label: string }[];
	/** The times of alerts. */
	marks: { start: number; end: number; isCritical: boolean }[];
}

interface Measured {
	min: number;
	avg: number;
	max: number;
}

/** What of a report is plotted. */
export interface Plottable {
	generated_at: string;
	day: { date: string; timezone: string; results: readonly (Measured & { at: string })[] };
	month: { month: string; timezone: string; results: readonly (Measured & { start: string })[] };
	alerts: readonly { started_at: string; closed_at: string | null; severity: string; status: string }[];
}

const QUARTER_MS = 15 * 60_000;
const DAY_HOURS = 24;
const TICK_HOURS = 3;

/** From when to when each alert lasted, places as `placeOf` has them; one that goes on lasts until the report. */
function marksOf({ alerts, generated_at }: Plottable, placeOf: (instant: string) => number): Plotted["marks"] {
	return alerts
		.filter(({ status }) => status !== "withdrawn")
		.map(({ started_at, closed_at, severity }) => ({
			start: placeOf(started_at),
			end: placeOf(closed_at ?? generated_at),
			isCritical: severity === "critical",
		}));
}

/** The plotted day: Unix ms, and the hours that a clock in the patient's zone shows. Pure. */
export function dayPlot(report: Plottable): Plotted {
	const { date, timezone, results } = report.day;
	const { start, end } = dayBounds(date, timezone);
	const day = Temporal.PlainDate.from(date);
	const ticks = [];
	for (let hour = 0; hour < DAY_HOURS; hour += TICK_HOURS) {
		const at = day.toZonedDateTime({ timeZone: timezone, plainTime: { hour } });
		ticks.push({ x: at.epochMilliseconds, label: `${String(hour).padStart(2, "0")}:00` });
	}
	return {
		axis: { from: start, to: end, step: QUARTER_MS },
		points: results.map(({ at, min, avg, max }) => ({ x: Date.parse(at) + QUARTER_MS / 2, min, mean: avg, max })),
		ticks: [...ticks, { x: end, label: "24:00" }],
		marks: marksOf(report, (instant) => Date.parse(instant)),
	};
}

/** The plotted month: days since its first one began. Pure. */
export function monthPlot(report: Plottable): Plotted {
	const { month, timezone, results } = report.month;
	const first = Temporal.PlainDate.from(`${month}-01`);
	const daysUntil = (date: Temporal.PlainDate) => first.until(date, { largestUnit: "day" }).days;
	const placeOf = (instant: string) => {
		const date = Temporal.Instant.from(instant).toZonedDateTimeISO(timezone).toPlainDate();
		const { start, end } = dayBounds(date.toString(), timezone);
		return daysUntil(date) + (Date.parse(instant) - start) / (end - start);
	};
	return {
		axis: { from: 0, to: first.daysInMonth, step: 1 },
		points: results.map(({ start, min, avg, max }) => ({
			x: daysUntil(Temporal.PlainDate.from(start)) + 0.5,
			...{ min, mean: avg, max },
		})),
		ticks: Array.from({ length: first.daysInMonth }, (_, day) => ({ x: day + 0.5, label: String(day + 1) })),
		marks: marksOf(report, placeOf),
	};
}
