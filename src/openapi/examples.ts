import vocabulary from "./examples.json";

/** As much of a JSON schema as is read here. */
export interface Schema {
	$ref?: string;
	type?: string | string[];
	format?: string;
	properties?: Record<string, Schema>;
	items?: Schema;
	anyOf?: Schema[];
	oneOf?: Schema[];
	allOf?: Schema[];
	enum?: unknown[];
	const?: unknown;
	default?: unknown;
	example?: unknown;
}

export type Schemas = Readonly<Record<string, Schema>>;

/** By the name of a field; `Schema.field` where one schema means something else by it. */
const WORDS: Readonly<Record<string, unknown>> = vocabulary;

const nameOf = ($ref: string) => $ref.slice($ref.lastIndexOf("/") + 1);

/**
 * Gives every schema an example: its own, or one put together from those of its fields, which are called alike
 * everywhere and so have one example each in examples.json. Together they tell of one patient and one doctor.
 */
export function withExamples(schemas: Schemas): Schemas {
	const entries = Object.entries(schemas).map(
		([name, schema]) => [name, { ...schema, example: exampleOf(schema, schemas, name) }] as const,
	);
	return Object.fromEntries(entries);
}

/** An example of a value; undefined where nothing says one. `owner` is the schema that the value is part of. */
export function exampleOf(schema: Schema, schemas: Schemas, owner: string, field?: string): unknown {
	if (schema.example !== undefined) return schema.example;
	if (schema.$ref !== undefined) {
		const name = nameOf(schema.$ref);
		return exampleOf(schemas[name] ?? {}, schemas, name);
	}
	if (field !== undefined) {
		for (const word of [`${owner}.${field}`, field]) if (word in WORDS && fits(WORDS[word], schema)) return WORDS[word];
	}
	return composed(schema, schemas, owner, field);
}

/** Whether a word of the vocabulary is meant: names such as `count` and `data` are used of several things. */
function fits(word: unknown, schema: Schema): boolean {
	if (schema.enum) return schema.enum.includes(word);
	const alternatives = schema.anyOf ?? schema.oneOf;
	if (alternatives) return alternatives.some((alternative) => fits(word, alternative));
	if (schema.properties || schema.$ref || schema.allOf) return false;
	const types = [schema.type ?? []].flat();
	if (word === null) return types.includes("null");
	if (Array.isArray(word)) return types.includes("array");
	return types.includes(typeof word) || (types.includes("integer") && Number.isInteger(word));
}

function composed(schema: Schema, schemas: Schemas, owner: string, field?: string): unknown {
	const { properties, items, allOf, enum: choices } = schema;
	if (schema.const !== undefined) return schema.const;
	if (schema.default !== undefined) return schema.default;
	if (choices) return choices.find((choice) => choice !== null);
	const alternatives = schema.anyOf ?? schema.oneOf;
	if (alternatives) return exampleOf(alternatives[0] ?? {}, schemas, owner, field);
	if (allOf) return Object.assign({}, ...allOf.map((part) => exampleOf(part, schemas, owner)));
	if (items) return [exampleOf(items, schemas, owner, field)].filter((item) => item !== undefined);
	if (properties) {
		const fields = Object.entries(properties).map(([name, part]) => [name, exampleOf(part, schemas, owner, name)]);
		return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
	}
	return ofType([schema.type ?? []].flat(), field);
}

/** Where a name has no word: enough for what counts, switches or tells a time; a text needs a word. */
function ofType(types: string[], field: string | undefined): unknown {
	if (types.includes("null")) return null;
	if (types.includes("boolean")) return true;
	if (types.includes("object")) return {};
	if (types.includes("integer") || types.includes("number")) return 1;
	return field?.endsWith("_at") ? "2026-01-31T12:00:00Z" : undefined;
}
