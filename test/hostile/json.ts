import type { Schema } from "../contract/document.ts";

/** A way to a value within a body. */
export type Path = readonly string[];

/** One thing that is wrong within a body: a value in the place of another, or beside it under the same key, or none. */
export interface Edit {
	path: Path;
	how: "put" | "drop" | "twice";
	/** JSON, which need not be good JSON. */
	json: string;
}

const within = (edits: readonly Edit[], name: string): Edit[] =>
	edits.filter(({ path }) => path[0] === name).map((edit) => ({ ...edit, path: edit.path.slice(1) }));

/** A value as JSON, edited: as a text, because no object has a key twice, and JSON.stringify goes no 10,000 levels deep. */
export function written(value: unknown, edits: readonly Edit[]): string {
	const whole = edits.find(({ path }) => path.length === 0);
	if (whole) return whole.how === "twice" ? `[${JSON.stringify(value)},${whole.json}]` : whole.json;
	if (edits.length === 0) return JSON.stringify(value) ?? "null";
	const known: Record<string, unknown> = typeof value === "object" && value !== null ? { ...value } : {};
	const names = new Set([...Object.keys(known), ...edits.flatMap(({ path }) => path.slice(0, 1))]);
	const isList = Array.isArray(value);
	const entries = [...names].flatMap((name) => {
		const inner = within(edits, name);
		const last = inner.find(({ path }) => path.length === 0);
		if (last?.how === "drop") return [];
		const key = isList ? "" : `${JSON.stringify(name)}:`;
		if (last?.how === "twice") return [key + (JSON.stringify(known[name]) ?? "null"), key + last.json];
		return [key + written(known[name], inner)];
	});
	return isList ? `[${entries.join(",")}]` : `{${entries.join(",")}}`;
}

/** The ways to all that a schema describes, itself first; `depth` bounds what holds itself. */
export function pathsIn(schema: Schema, depth = 4): { path: Path; schema: Schema }[] {
	if (depth === 0) return [];
	const below = (name: string, part: Schema) =>
		pathsIn(part, depth - 1).map(({ path, schema }) => ({ path: [name, ...path], schema }));
	const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
	return [
		{ path: [], schema },
		...Object.entries(schema.properties ?? {}).flatMap(([name, part]) => below(name, part)),
		...(schema.items ? below("0", schema.items) : []),
		...choices.flatMap((choice) => pathsIn(choice, depth - 1).filter(({ path }) => path.length > 0)),
	];
}
