import { gzipSync } from "node:zlib";

type Damage = (body: Uint8Array, at: number) => Uint8Array;

const bytes = (...texts: (string | Uint8Array)[]): Uint8Array =>
	Buffer.concat(texts.map((text) => (typeof text === "string" ? Buffer.from(text) : text)));

const cut = (body: Uint8Array, at: number): [Uint8Array, Uint8Array] => {
	const place = Math.floor(body.length * at);
	return [body.subarray(0, place), body.subarray(place)];
};

const inserted =
	(middle: Uint8Array): Damage =>
	(body, at) => {
		const [head, tail] = cut(body, at);
		return bytes(head, middle, tail);
	};

const MIB = 1024 * 1024;

/** What can happen to the bytes of a body. */
export const DAMAGES = {
	none: (body) => body,
	truncated: (body, at) => cut(body, at)[0],
	beheaded: (body, at) => cut(body, at)[1],
	empty: () => bytes(),
	doubled: (body) => bytes(body, body),
	"in a list": (body) => bytes("[", body, "]"),
	"in a text": (body) => bytes(JSON.stringify(Buffer.from(body).toString())),
	"with a byte order mark": (body) => bytes("\ufeff", body),
	"with a null byte": inserted(Uint8Array.of(0)),
	"with invalid UTF-8": inserted(Uint8Array.of(0xff, 0xfe, 0xc0, 0x80)),
	"with half a letter": inserted(Uint8Array.of(0xf0, 0x9f)),
	"with an encoded surrogate": inserted(Uint8Array.of(0xed, 0xa0, 0x80)),
	"as UTF-16": (body) => bytes(Buffer.from(Buffer.from(body).toString(), "utf16le")),
	"with one bit turned": (body, at) =>
		body.map((byte, index) => (index === Math.floor(body.length * at) ? byte ^ 1 : byte)),
	"with comments": (body) => bytes("/* */", body, "// end"),
	"behind an unsafe prefix": (body) => bytes(")]}',\n", body),
	"followed by spaces": (body) => bytes(body, " ".repeat(5_000)),
	"beyond 1 MiB": (body) => bytes(body, " ".repeat(MIB)),
	compressed: (body) => gzipSync(body),
	"something else": (_, at) =>
		bytes(["null", '""', "0", "[]", "{}", "{", "undefined", "<a/>", "a=b&c=d"][Math.floor(at * 8.99)] ?? ""),
} as const satisfies Record<string, Damage>;

/** What a body can claim to be. */
export const TYPES: readonly string[] = [
	...[
		"",
		"text/plain",
		"application/xml",
		"application/x-www-form-urlencoded",
		"application/octet-stream",
		"image/png",
	],
	...[
		"application/json; charset=utf-16",
		'application/json;charset="',
		"APPLICATION/JSON",
		"application/json, text/plain",
	],
	...[
		"application/vnd.api+json",
		"application/x-ndjson",
		"application/json-patch+json",
		"json",
		"*/*",
		"application/",
		";",
		"/",
	],
	...[
		"multipart/form-data",
		"multipart/form-data; boundary=",
		"multipart/form-data; boundary=other",
		'multipart/form-data; boundary="',
	],
	...[
		`multipart/form-data; boundary=${"b".repeat(5_000)}`,
		`application/json; x=${"y".repeat(5_000)}`,
		"multipart/mixed; boundary=x",
	],
];

/** Headers that clients, proxies and attackers send. */
export const HEADERS: readonly (readonly [string, string])[] = [
	...[
		"*",
		"1",
		'"',
		'"0"',
		'"1"',
		'W/"1"',
		'"-1"',
		'"9007199254740993"',
		'"1", "2"',
		"\u00e9",
		`"${"1".repeat(5_000)}"`,
	].flatMap((value) => [["If-Match", value] as const, ["If-None-Match", value] as const]),
	...[
		"",
		"*/*",
		"text/csv",
		"application/pdf",
		"text/html",
		"q=1",
		"text/csv;q=0",
		",,,",
		"application/json, text/csv",
		"x".repeat(5_000),
	].map((value) => ["Accept", value] as const),
	...["bytes=0-0", "bytes=-1", "bytes=9-1", "bytes=0-9999999999999999999", "lines=1", "bytes=0-0,2-2"].map(
		(value) => ["Range", value] as const,
	),
	...["", "x".repeat(5_000), "a b", "\u00ff", "<script>"].map((value) => ["X-Request-Id", value] as const),
	...["gzip", "br", "identity", "deflate, gzip", "compress", "x", ""].map(
		(value) => ["Content-Encoding", value] as const,
	),
	...["Idempotency-Key", "Cookie", "Referer", "User-Agent", "X-Forwarded-For", "Accept-Language"].flatMap((name) =>
		["", "x".repeat(5_000), "=;=;", "\u00e9", "%00"].map((value) => [name, value] as const),
	),
	// Not `websocket` alone, of which the tests' own client makes a GET.
	...["h2c", "", "websocket, foo"].map((value) => ["Upgrade", value] as const),
	...["PUT", "DELETE", "TRACE"].map((value) => ["X-HTTP-Method-Override", value] as const),
	...["null", "https://evil.example", "x"].map((value) => ["Origin", value] as const),
	...["http", "https, http", "x"].map((value) => ["X-Forwarded-Proto", value] as const),
	...["Thu, 01 Jan 1970 00:00:00 GMT", "x", ""].map((value) => ["If-Modified-Since", value] as const),
	...["0", "-1", "x", "9".repeat(400), "1.2.3"].map((value) => ["Last-Event-ID", value] as const),
	...["XMLHttpRequest", ""].map((value) => ["X-Requested-With", value] as const),
	["CF-Connecting-IP", "::ffff:1.2.3.4"],
	["CF-Connecting-IP", "not an address"],
	["CF-IPCountry", "\u00ff"],
	["Expect", "100-continue"],
];
