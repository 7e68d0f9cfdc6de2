import { expect } from "vitest";
import { type Answer, call } from "../support/client.ts";
import { PROVIDER } from "./doors/accounts.ts";
import type { Door } from "./doors/door.ts";
import { EVERYONE, type Scene, type Who } from "./scene.ts";

/** A path with the ids of what is in the scene. */
export const placeOf = (door: Door, scene: Scene, path: string): string =>
	path
		.replace("{id}", String(door.id?.(scene)))
		.replace(/\{(item|rule)\}/, String(door.item?.(scene)))
		.replace("{provider}", PROVIDER);

/** The valid request of a door about what is in the scene. */
export async function requestOf(door: Door, scene: Scene) {
	const [method = "", path = ""] = door.route.split(" ");
	const place = placeOf(door, scene, path);
	const brought = await door.brings?.();
	const query = brought?.query ?? (await door.query?.(scene)) ?? "";
	const cookie: Record<string, string> = brought ? { Cookie: brought.cookie } : {};
	return { method, place, query, body: await door.body?.(scene), headers: { ...cookie, ...door.headers } };
}

/** Makes the valid request of a door about what is in the scene. */
export async function knock(door: Door, scene: Scene, headers: Record<string, string> = {}): Promise<Answer> {
	const { method, place, query, ...request } = await requestOf(door, scene);
	return call(method, place + query, { ...request, headers: { ...request.headers, ...headers } });
}

export const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

export const mayEnter = ({ allowed }: Door, who: Who) => typeof allowed === "string" || allowed.includes(who);
export const notAllowed = (door: Door) => EVERYONE.filter((who) => !mayEnter(door, who));

const PROBLEM_KEYS = ["code", "detail", "errors", "message", "request_id", "status", "title", "type"];

/** A refusal: problem+json of one shape, which says nothing of whom it is about nor repeats a token. */
export function expectRefusal(answer: Answer, status: number, code: string, scene: Scene): void {
	expect(answer, JSON.stringify(answer.body)).toMatchObject({ status, body: { status, code } });
	expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
	expect(answer.headers.get("Cache-Control")).toBe("no-store");
	expect(Object.keys(answer.body).sort()).toEqual(PROBLEM_KEYS);
	expect(answer.body.request_id).toBe(answer.headers.get("X-Request-Id"));
	expect(JSON.stringify(answer.body)).not.toContain(scene.secret);
	if (scene.token) expect(JSON.stringify(answer.body)).not.toContain(scene.token);
}
