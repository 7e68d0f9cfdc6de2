/** One line of a table, by its columns' names. */
export type Row = Record<string, string | number | null>;

const text = (value: Row[string]): string => {
	if (value === null) return "–";
	return typeof value === "number" ? value.toLocaleString("en", { maximumFractionDigits: digitsOf(value) }) : value;
};

/** Three figures that say something, whatever the size. */
const digitsOf = (value: number): number => Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));

/** A table in Markdown, numbers to the right. The columns are those of the first row. */
export function table(rows: readonly Row[]): string {
	const columns = Object.keys(rows[0] ?? {});
	const cells = [columns, ...rows.map((row) => columns.map((column) => text(row[column] ?? null)))];
	const isNumber = columns.map((column) => rows.some((row) => typeof row[column] === "number"));
	const widths = columns.map((_, index) => Math.max(3, ...cells.map((line) => line[index]?.length ?? 0)));
	const lines = cells.map((line) => line.map((cell, index) => align(cell, widths[index] ?? 0, isNumber[index])));
	const rule = widths.map((width, index) => `${"-".repeat(width - 1)}${isNumber[index] ? ":" : "-"}`);
	const [head = [], ...body] = lines;
	return [head, rule, ...body].map((line) => `| ${line.join(" | ")} |`).join("\n");
}

const align = (cell: string, width: number, right = false): string =>
	right ? cell.padStart(width) : cell.padEnd(width);
