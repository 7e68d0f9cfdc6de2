/** A value as an SQLite literal. Throws on a number that SQL cannot write and on text with a zero byte. */
export function literal(value: string | number | boolean | null): string {
	if (value === null) return "NULL";
	if (typeof value === "boolean") return value ? "1" : "0";
	if (typeof value === "number") {
		if (!Number.isFinite(value)) throw new RangeError(`${value} has no SQL literal`);
		return String(value);
	}
	// A zero byte ends the text for SQLite's parser: what follows would be read as SQL.
	if (value.includes("\0")) throw new RangeError("text with a zero byte has no SQL literal");
	return `'${value.replaceAll("'", "''")}'`;
}

/** A template of SQL whose values become literals: ``sql`SELECT ${name}` ``. Arrays become lists: `IN ${names}`. */
export function sql(parts: TemplateStringsArray, ...values: (Parameters<typeof literal>[0] | string[])[]): string {
	return String.raw(
		{ raw: parts.raw },
		...values.map((value) => (Array.isArray(value) ? `(${value.map(literal).join(", ")})` : literal(value))),
	);
}
