import { csvOf } from "../http/csv.ts";
import type { Report } from "./schema.ts";

/** One line: what it belongs to, which one of those, what of it, and what that is. */
interface Fact {
	section: string;
	item: string | number | null;
	field: string;
	value: string | number | boolean | null;
}

type Leaf = [path: string, value: Fact["value"]];

/** What an element of a list is called: by what tells it from the others. */
function nameOf(element: unknown, index: number): string {
	if (typeof element === "object" && element !== null && "zone" in element) return String(element.zone);
	return String(index + 1);
}

/** All values within a value, by their paths: `address.city`, `results.1.answer`. What is empty is one without a value. */
function leaves(value: unknown, path: string): Leaf[] {
	if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return [[path, value]];
	const named = Array.isArray(value)
		? value.map((element, index): [string, unknown] => [nameOf(element, index), element])
		: Object.entries(value ?? {});
	if (named.length === 0) return [[path, null]];
	return named.flatMap(([name, inner]) => leaves(inner, path === "" ? name : `${path}.${name}`));
}

const facts = (section: string, item: Fact["item"], value: object): Fact[] =>
	leaves(value, "").map(([field, value]) => ({ section, item, field, value }));

function all(report: Report): Fact[] {
	const { statistics, day, month, patient, records } = report;
	const { timezone, ...windows } = statistics;
	const { generated_at, generated_by, from, to } = report;
	const about = { generated_at, generated_by, from, to, timezone, day: day.date, month: month.month };
	const listed = <T extends { id: number }>(section: string, entries: readonly T[]) =>
		entries.flatMap((entry) => facts(section, entry.id, entry));
	return [
		...facts("report", null, about),
		...facts("patient", patient.id, patient),
		...facts("emergency_contact", null, report.emergency_contact),
		...listed("allergies", report.allergies),
		...listed("medications", report.medications),
		...Object.entries(windows).flatMap(([window, values]) => facts("statistics", window, values ?? { count: 0 })),
		...day.results.flatMap((point) => facts("day", point.at, point)),
		...month.results.flatMap((bucket) => facts("month", bucket.start, bucket)),
		...listed("alerts", report.alerts),
		...records.flatMap(({ doctor_comments: _, ...record }) => facts("records", record.id, record)),
		...listed(
			"doctor_comments",
			records.flatMap(({ doctor_comments }) => doctor_comments),
		),
		...listed("assessments", report.assessments),
		...listed("appointments", report.appointments),
	];
}

/** A report as CSV, one value a line: `section,item,field,value`. Every value of the report is there. Pure. */
export const reportCsv = (report: Report): string => csvOf(["section", "item", "field", "value"], all(report), true);
