import type { Schema } from "../contract/document.ts";

const DEEP = 10_000;

/** Texts that somebody types, pastes or forges. */
export const TEXTS: readonly string[] = [
	...["", " ", "\t\r\n", "\u0000", "a\u0000b", "\ud800", "x\udc00", "\udbff\udfff", "\ufeff", "\u200b", "\u202eabc"],
	...[
		"e\u0301".repeat(50),
		"\u0301".repeat(300),
		"👩‍👩‍👧‍👦",
		"🏳️‍🌈".repeat(20),
		"שלום",
		"ﷺ",
		"ß",
		"İ",
		"ǅ",
		"\u2028",
		"\u001b[31m",
	],
	...[
		"NaN",
		"Infinity",
		"-Infinity",
		"1e3",
		"1e400",
		"0x10",
		"-0",
		"-1",
		"1.5",
		"0",
		"00",
		"1_000",
		"١٢",
		"null",
		"true",
	],
	...["9007199254740992", "9223372036854775808", "-9223372036854775809", "1".repeat(400), "٣", "undefined"],
	...["' OR 1=1 --", '"; DROP TABLE users; --', "%' AND 1=1", "1) UNION SELECT 1--", "\\", "%", "_", "*", "?", "[a-z]"],
	...[
		"<script>alert(1)</script>",
		"{{7*7}}",
		"#{7*7}",
		"=cmd|' /C calc'!A0",
		"../../etc/passwd",
		"%00",
		"%2e%2e%2f",
		"C:\\",
	],
	...["0000-00-00", "0000-01-01", "2026-02-30", "9999-12-31", "10000-01-01", "-000001-01-01", "+275760-09-13"],
	...["2026-01-31", "2026-01-31T12:00:00Z", "2026-01-31T12:00:00", "2026-01-31T24:00:00Z", "0001-01-01T00:00:00Z"],
	...["9999-12-31T23:59:59.999Z", "+275760-09-13T00:00:00.001Z", "1969-12-31T23:59:59Z", "2026-01-31T12:00:60Z"],
	...[
		"2026-01-31T12:00:00+99:99",
		"2026-01-31T12:00:00.123456789123Z",
		"2016-12-31T23:59:60Z",
		"now",
		"12:00",
		"25:61",
	],
	...[
		"__proto__",
		"constructor",
		"toString",
		"hasOwnProperty",
		"Europe/Berlin",
		"Etc/GMT+12",
		"GMT+4",
		"UTC",
		"europe/berlin",
	],
	...[
		"a@b",
		"ada@example.org",
		`${"a".repeat(300)}@example.org`,
		"ada@exämple.org",
		"+49 30 1234567",
		"+0",
		"javascript:alert(1)",
	],
	...[
		"https://hooks.example.org/x",
		"http://127.0.0.1/",
		"https://[::1]/",
		"https://user:pw@example.org/",
		"file:///etc/passwd",
	],
	...["x".repeat(101), "x".repeat(501), "x".repeat(5_001), "x".repeat(70_000), "𝒳".repeat(60), "İ".repeat(60)],
];

/** Numbers as JSON writes them, or would. */
const NUMBERS = [
	...["0", "-0", "1", "-1", "0.5", "1.0", "1e0", "1e3", "1e308", "-1e308", "1e400", "-1e400", "5e-324", "1e-400"],
	...["9007199254740991", "9007199254740992", "9007199254740993", "-9007199254740992", "2147483648", "-2147483649"],
	...["9223372036854775807", "9223372036854775808", "-9223372036854775809", "18446744073709551616", "1".repeat(400)],
	...["253402300800", "8640000000000000", "8640000000000001", "-8640000000000001", "1769860800", "1769860800000"],
];

const STRUCTURES = [
	...["null", "true", "false", "[]", "{}", "[[]]", "[null]", "[{}]", '[""]', "[1,1]", '{"":""}', '{"a":1,"a":2}'],
	...[
		'{"__proto__":{"admin":true}}',
		'{"constructor":{"prototype":{"admin":true}}}',
		'{"toString":null}',
		'{"length":-1}',
	],
	...['{"then":1}', '{"toJSON":"x"}', '{"id":1}', '{"$gt":""}', `[${"0,".repeat(6_000)}0]`, `[${"{},".repeat(300)}{}]`],
	`{${Array.from({ length: 500 }, (_, index) => `"k${index}":${index}`).join(",")}}`,
	"[".repeat(DEEP) + "]".repeat(DEEP),
	`${'{"a":'.repeat(DEEP)}1${"}".repeat(DEEP)}`,
];

/** JSON that no field expects. */
export const UNEXPECTED: readonly string[] = [...STRUCTURES, ...NUMBERS, ...TEXTS.map((text) => JSON.stringify(text))];

const typesOf = ({ type }: Schema): readonly string[] => [type ?? []].flat();

function textsAround({ minLength = 0, maxLength = 40, format, example }: Schema): string[] {
	const lengths = [minLength - 1, minLength, minLength + 1, maxLength - 1, maxLength, maxLength + 1, maxLength * 10];
	const texts = lengths.filter((length) => length >= 0).flatMap((length) => ["x".repeat(length), "é".repeat(length)]);
	// Two UTF-16 units each: whoever counts characters otherwise than bytes and units is found here.
	const wide = ["😀".repeat(Math.ceil(maxLength / 2)), "😀".repeat(maxLength)];
	const dates = format === "date" ? ["1990-01-31", "2024-02-29", "2023-02-29", "1899-12-31", "2200-01-01"] : [];
	const known =
		typeof example === "string" ? [example, example.toUpperCase(), `${example} `, example.slice(0, -1)] : [];
	return [...texts, ...wide, ...dates, ...known];
}

function numbersAround({ minimum, exclusiveMinimum, maximum = 100 }: Schema): string[] {
	const least = minimum ?? exclusiveMinimum ?? 0;
	return [least - 1, least, least + 1, least + 0.5, maximum - 1, maximum, maximum + 1, -maximum].map(String);
}

/** JSON at the edges of what a schema allows, on both sides; `depth` bounds what holds itself. */
export function around(schema: Schema, depth = 3): string[] {
	const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
	if (depth === 0) return ["null"];
	if (choices) return choices.flatMap((choice) => around(choice, depth - 1));
	if (schema.enum) return [...schema.enum, `${schema.enum[0]} `].map((value) => JSON.stringify(value));
	if (schema.const !== undefined) return [JSON.stringify(schema.const)];
	const types = typesOf(schema);
	const found: string[] = [];
	if (types.includes("null")) found.push("null");
	if (types.includes("boolean")) found.push("true", "false", '"True"');
	if (types.includes("integer") || types.includes("number")) found.push(...numbersAround(schema));
	if (types.includes("string")) found.push(...textsAround(schema).map((text) => JSON.stringify(text)));
	if (schema.items) found.push(...listsAround(schema.items, schema.maxItems ?? 20, depth));
	if (schema.properties) found.push(...objectsAround(schema.properties, depth));
	return found.length > 0 ? found : ["null", '"x"', "1"];
}

function listsAround(items: Schema, most: number, depth: number): string[] {
	const inner = around(items, depth - 1);
	const list = (length: number) => `[${Array.from({ length }, (_, index) => inner[index % inner.length]).join(",")}]`;
	return [0, 1, 2, most, most + 1].map(list).concat(inner.map((item) => `[${item}]`));
}

/** All fields at once, a few times with another value each. */
function objectsAround(properties: Record<string, Schema>, depth: number): string[] {
	const fields = Object.entries(properties).map(([name, schema]) => ({ name, values: around(schema, depth - 1) }));
	const object = (turn: number) =>
		`{${fields.map(({ name, values }) => `${JSON.stringify(name)}:${values[turn % values.length]}`).join(",")}}`;
	return ["{}", ...[0, 1, 2, 3, 5, 8, 13].map(object)];
}
