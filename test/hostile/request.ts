import type { Operation } from "../contract/document.ts";
import type { Door } from "../contract/doors/door.ts";
import { bearer, placeOf } from "../contract/knock.ts";
import type { Scene } from "../contract/scene.ts";
import type { Attempt } from "./attempt.ts";
import { DAMAGES } from "./damage.ts";
import { FORM_TYPE, writtenForm } from "./form.ts";
import { type Edit, written } from "./json.ts";

/** A good request of an operation, by somebody: what attempts are made of. */
export interface Good {
	scene: Scene;
	query: string;
	body: unknown;
	cookie: string | undefined;
}

export async function goodRequest(door: Door, scene: Scene): Promise<Good> {
	const brought = await door.brings?.();
	const query = brought?.query ?? (await door.query?.(scene)) ?? "";
	return { scene, query, body: await door.body?.(scene), cookie: brought?.cookie };
}

export interface Request {
	method: string;
	path: string;
	headers: Record<string, string>;
	body: Uint8Array | undefined;
}

const lettersOf = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

async function bodyOf({ body }: Good, edits: readonly Edit[]): Promise<{ bytes: Uint8Array; type: string }> {
	if (body instanceof FormData) return { bytes: lettersOf(await writtenForm(body, edits)), type: FORM_TYPE };
	return { bytes: new TextEncoder().encode(written(body ?? {}, edits)), type: "application/json" };
}

function pathOf(door: Door, { scene }: Good, { ids }: Attempt): string {
	const [, path = ""] = door.route.split(" ");
	const { id, item } = ids;
	const place = id === undefined ? path : path.replace("{id}", () => id);
	return placeOf(door, scene, item === undefined ? place : place.replace(/\{(item|rule)\}/, () => item));
}

/** The request of an attempt. */
export async function requestOf(door: Door, operation: Operation, good: Good, attempt: Attempt): Promise<Request> {
	const [method = ""] = door.route.split(" ");
	const query = [good.query.slice(1), ...attempt.query].filter(Boolean).join("&");
	const cookie: Record<string, string> = good.cookie === undefined ? {} : { Cookie: good.cookie };
	const signedIn: Record<string, string> = door.allowed === "public" ? {} : bearer(good.scene.token);
	const headers = { ...cookie, ...door.headers, ...signedIn, ...Object.fromEntries(attempt.headers) };
	const path = pathOf(door, good, attempt) + (query && `?${query}`);
	if (!operation.requestBody) return { method, path, headers, body: undefined };
	const { bytes, type } = await bodyOf(good, attempt.edits);
	const body = DAMAGES[attempt.damage](bytes, attempt.at);
	return { method, path, headers: { "Content-Type": attempt.type ?? type, ...headers }, body };
}

const quoted = (text: string) =>
	`$'${text.replace(/[^ -~]|['\\]/g, (letter) => `\\x${letter.charCodeAt(0).toString(16).padStart(2, "0")}`)}'`;
const SHOWN = 2_000;

/** As somebody would send it by hand; of a long body its beginning. */
export function asCurl({ method, path, headers, body }: Request): string {
	const lines = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`.slice(0, SHOWN))}`);
	const data = body && `--data-binary ${quoted(String.fromCharCode(...body.subarray(0, SHOWN)))}`;
	const rest = body && body.length > SHOWN ? ` # and so on: ${body.length} bytes` : "";
	return ["curl -X", method, quoted(`http://localhost:8787${path}`), ...lines, data].filter(Boolean).join(" ") + rest;
}
