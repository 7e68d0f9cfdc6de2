import { expect } from "vitest";
import { type ApiDocument, checkerOf, type Operation } from "../contract/document.ts";
import { expectRefusal } from "../contract/knock.ts";
import type { Scene } from "../contract/scene.ts";
import type { Answer } from "../support/client.ts";

/** What stands in a text only where something of the inside has come out: no request sends any of it. */
const INSIDE =
	/SQLITE_|D1_ERROR|constraint failed|RangeError|TypeError|\bat (async )?\S+ \(|node_modules|workerd|\.tsx?:\d+/;

const typeOf = ({ headers }: Answer) => (headers.get("Content-Type") ?? "").split(";")[0]?.trim() ?? "";

/** Expects of any answer to an operation what the document promises of it. */
export function answersOf(document: ApiDocument, operation: Operation) {
	const checkers = new Map<string, (body: unknown) => string[]>();
	function faults(answer: Answer): string[] {
		const { content } = operation.responses[answer.status] ?? {};
		const schema = content?.["application/json"]?.schema;
		if (!schema) return [];
		const key = String(answer.status);
		const check = checkers.get(key) ?? checkerOf(document.resolve(schema));
		checkers.set(key, check);
		return check(answer.body);
	}
	return function expectPromised(answer: Answer, scene: Scene): void {
		const { status, body } = answer;
		const text = typeof body === "string" ? body : JSON.stringify(body);
		expect(status, text.slice(0, 500)).toBeLessThan(500);
		const promised = operation.responses[status];
		expect(promised, `${status} is not documented: ${text.slice(0, 500)}`).toBeDefined();
		expect(text).not.toMatch(INSIDE);
		if (scene.token) expect(text).not.toContain(scene.token);
		if (status >= 400) {
			expectRefusal(answer, status, body.code, scene);
			return;
		}
		if (promised?.content) expect(Object.keys(promised.content)).toContain(typeOf(answer));
		else expect(text).toBe("");
		if (typeOf(answer) === "application/json") expect(faults(answer)).toEqual([]);
	};
}
