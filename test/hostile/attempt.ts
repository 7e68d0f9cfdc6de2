import fc from "fast-check";
import type { Operation, Schema } from "../contract/document.ts";
import type { Door } from "../contract/doors/door.ts";
import type { Who } from "../contract/scene.ts";
import { EVERYONE } from "../contract/scene.ts";
import { DAMAGES, HEADERS, TYPES } from "./damage.ts";
import { type Edit, type Path, pathsIn } from "./json.ts";
import { around, TEXTS, UNEXPECTED } from "./values.ts";

/** What is wrong with a request that would be good without it: nothing, one thing, or several. */
export interface Attempt {
	who: Who;
	edits: readonly Edit[];
	damage: keyof typeof DAMAGES;
	/** Where within the body, 0 to 1. */
	at: number;
	type: string | undefined;
	headers: readonly (readonly [string, string])[];
	/** `name=value`, or anything else that can stand in a query. */
	query: readonly string[];
	/** In the place of the path's `{id}` and `{item}`. */
	ids: { id?: string; item?: string };
}

/** The good request itself. */
export const untouched = (door: Door): Attempt => ({
	...{ who: callersOf(door)[0] ?? "admin", edits: [], damage: "none", at: 0, type: undefined },
	...{ headers: [], query: [], ids: {} },
});

/** An address has room for so much. */
const LONGEST = 4_000;

/** Percent-encoded, also where no encoder would. */
export function encoded(text: string): string {
	const short = text.slice(0, LONGEST);
	return short.isWellFormed() ? encodeURIComponent(short) : `%ED%A0%80${encodeURIComponent(short.toWellFormed())}`;
}

const anyText = fc.oneof(
	{ weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
	{ weight: 1, arbitrary: fc.string({ unit: "binary" }) },
	{ weight: 1, arbitrary: fc.string({ unit: "grapheme" }) },
);

const anyJson = fc.oneof(
	{ weight: 4, arbitrary: fc.constantFrom(...UNEXPECTED) },
	{ weight: 1, arbitrary: fc.json({ stringUnit: "binary" }) },
	{ weight: 1, arbitrary: fc.double().map(String) },
	{ weight: 1, arbitrary: fc.bigInt().map(String) },
	{ weight: 1, arbitrary: anyText.map((text) => JSON.stringify(text)) },
);

const orNot = <T>(weight: number, arbitrary: fc.Arbitrary<T>) =>
	fc.oneof({ weight: 10, arbitrary: fc.constant(undefined) }, { weight, arbitrary });

/** Values of one field: what it could be meant to hold and just not, or anything. */
const valuesOf = (schema: Schema) => fc.oneof(fc.constantFrom(...around(schema)), anyJson);

function editsOf(fields: readonly { path: Path; schema: Schema }[]): fc.Arbitrary<Edit[]> {
	const strange = ["__proto__", "constructor", "id", "owner", "roles", "deleted_at", "", "then"].map((name) => [name]);
	const how = fc.constantFrom("put", "put", "put", "drop", "twice" as const);
	const known = fields.map(({ path, schema }) => fc.record({ path: fc.constant(path), how, json: valuesOf(schema) }));
	const unknown = fc.record({ path: fc.constantFrom(...strange), how: fc.constant("put" as const), json: anyJson });
	const one = fc.oneof({ weight: 12, arbitrary: fc.oneof(...known) }, { weight: 1, arbitrary: unknown });
	return fc.oneof(
		{ weight: 6, arbitrary: one.map((edit) => [edit]) },
		{ weight: 3, arbitrary: fc.array(one, { maxLength: 5 }) },
	);
}

/** The texts that a parameter could be given. */
const queryTexts = (schema: Schema) =>
	fc.oneof(
		fc.constantFrom(...around(schema).map((json) => String(JSON.parse(json)))),
		anyText,
		fc.bigInt().map(String),
	);

function queryOf({ parameters = [] }: Operation): fc.Arbitrary<string[]> {
	const known = parameters
		.filter((parameter) => parameter.in === "query")
		.map(({ name, schema }) => queryTexts(schema).map((text) => `${name}=${encoded(text)}`));
	const strange = [
		"",
		"=",
		"&&",
		"%",
		"%zz=1",
		"%ff=%ff",
		"a[]=1",
		"__proto__=1",
		"page[]=1",
		"?",
		"constructor=x",
		"a=%00",
	];
	const one = fc.oneof(...known.map((arbitrary) => ({ weight: 4, arbitrary })), fc.constantFrom(...strange));
	return fc.array(one, { maxLength: known.length === 0 ? 1 : 4 });
}

/** Of one segment: what changes the route is tested elsewhere. */
const idText = fc.oneof(
	fc.constantFrom(
		"0",
		"-1",
		"1.5",
		"1e3",
		"0x1",
		"00012",
		"9007199254740993",
		"1".repeat(400),
		"%00",
		"1%00",
		"%2e%2e%2f",
	),
	fc.constantFrom(
		"12%20",
		"%EF%BC%91",
		"1,2",
		"null",
		"NaN",
		"__proto__",
		"%F0%9F%98%80",
		"%ff",
		"1%3B--",
		"(1)",
		"true",
	),
	fc.nat().map(String),
	anyText.filter((text) => /[^.\s/\\]/.test(text)).map((text) => `x${encoded(text)}`),
);

const callersOf = ({ allowed }: Door): readonly Who[] =>
	allowed === "public" ? ["user"] : allowed === "open" ? EVERYONE : allowed;

/** Requests for an operation, each wrong in its own ways. */
export function attempts(door: Door, operation: Operation, bodies: readonly Schema[]): fc.Arbitrary<Attempt> {
	const fields = bodies.flatMap((schema) => pathsIn(schema));
	const hasBody = bodies.length > 0;
	const ofBody = <T>(arbitrary: () => fc.Arbitrary<T>, none: T) => (hasBody ? arbitrary() : fc.constant(none));
	const damage = fc.constantFrom(...(Object.keys(DAMAGES) as Attempt["damage"][]));
	const place = (name: string) => (door.route.includes(`{${name}`) ? orNot(2, idText) : fc.constant(undefined));
	return fc.record({
		who: fc.constantFrom(...callersOf(door)),
		edits: ofBody(() => editsOf(fields), []),
		damage: ofBody(() => orNot(2, damage), undefined).map((found) => found ?? "none"),
		at: fc.double({ min: 0, max: 1, noNaN: true }),
		type: ofBody(() => orNot(1, fc.constantFrom(...TYPES)), undefined),
		headers: orNot(2, fc.array(fc.constantFrom(...HEADERS), { minLength: 1, maxLength: 3 })).map(
			(found) => found ?? [],
		),
		query: queryOf(operation),
		ids: fc.record({ id: place("id"), item: place(/\{rule\}/.test(door.route) ? "rule" : "item") }),
	});
}
