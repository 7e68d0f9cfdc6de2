import { stringify } from "csv-stringify/sync";

/**
 * Rows as CSV (RFC 4180), a line each, with a first line of names where `header` is set. What is no plain value is
 * written as JSON. A cell that a spreadsheet would take for a formula gets an apostrophe in front. Pure.
 */
export function csvOf(columns: readonly string[], rows: readonly object[], header: boolean): string {
	return stringify([...rows], {
		columns: [...columns],
		header,
		record_delimiter: "windows",
		// All texts: what is left bare may break a line, which only some readers take for one cell.
		quoted_string: true,
		escape_formulas: true,
		cast: { boolean: String, object: (value) => JSON.stringify(value) },
	});
}
