import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { newRouter } from "../../src/http/app-env.ts";
import { envelope } from "../../src/http/envelope.ts";
import { notFound, onError } from "../../src/http/failures.ts";
import { invalid, PROBLEMS, type ProblemCode, problem, problemBody } from "../../src/http/problem.ts";

const SECRET = "insert into patients … params: Jon Doe, eyJhbGciOiJIUzI1NiJ9";

/** An app whose every request fails with this. */
async function failingWith(error: unknown) {
	const app = newRouter();
	app.onError(onError);
	app.notFound(notFound);
	app.use(envelope);
	app.get("/fail/:id", () => {
		throw error;
	});
	const response = await app.request("/fail/secret-id");
	return { status: response.status, headers: response.headers, text: await response.text() };
}

const logged: string[] = [];
beforeEach(() => {
	logged.length = 0;
	vi.spyOn(console, "error").mockImplementation((line) => void logged.push(String(line)));
});
afterEach(() => {
	vi.restoreAllMocks();
});

class DatabaseError extends Error {
	override name = "DatabaseError";
}

describe("an unexpected failure", () => {
	it.each([
		["an error", () => new Error(SECRET)],
		["an error with a cause", () => new DatabaseError(SECRET, { cause: new Error(SECRET) })],
		["an error with a message of several lines", () => new Error(`line\n    at ${SECRET}`)],
	])("%s: one fixed sentence, and a log line without message or parameters", async (_, make) => {
		const { status, headers, text } = await failingWith(make());
		expect(status).toBe(500);
		expect(headers.get("Content-Type")).toBe("application/problem+json");
		const body = JSON.parse(text);
		expect(body).toMatchObject({ code: "internal", detail: "Something went wrong on our side", errors: {} });
		expect(text).not.toMatch(/Jon|insert|eyJ|stack/);
		expect(logged).toHaveLength(1);
		expect(logged[0]).not.toMatch(/Jon|insert|eyJ|secret-id/);
		expect(JSON.parse(logged[0] ?? "")).toMatchObject({
			...{ level: "error", request_id: body.request_id, route: "GET /fail/:id", place: expect.any(Array) },
		});
	});

	it("is logged by its class and its place in the code", async () => {
		await failingWith(new DatabaseError(SECRET));
		const { error, place } = JSON.parse(logged[0] ?? "");
		expect(error).toBe("DatabaseError");
		expect(place[0]).toMatch(/^at .*failures\.test\.ts:\d+/);
	});
});

describe("an expected failure", () => {
	it("is answered and not logged", async () => {
		const { status, text } = await failingWith(invalid("age", "must be a number"));
		expect({ status, ...JSON.parse(text) }).toMatchObject({ status: 400, errors: { age: ["must be a number"] } });
		expect(logged).toEqual([]);
	});

	it.each(Object.keys(PROBLEMS) as ProblemCode[])("%s has the status and the body of the one table", (code) => {
		const [status, title] = PROBLEMS[code];
		expect(status).toBeGreaterThanOrEqual(400);
		expect(problemBody(problem(code), "id")).toEqual({
			...{ type: "about:blank", title, status, detail: title, message: title },
			...{ code, errors: {}, request_id: "id" },
		});
	});

	it.each([
		[problem("conflict", { detail: "It exists." }), "It exists."],
		[invalid("age", "is wrong"), "age: is wrong"],
		[problem("invalid", { errors: { a: ["x", "y"], b: ["z"] } }), "a: x"],
		[problem("invalid", { detail: "All wrong.", errors: { a: ["x"] } }), "All wrong."],
	])("tells the reason once for people and once for the seeds' clients", (failure, message) => {
		expect(problemBody(failure, "id")).toMatchObject({ detail: message, message });
	});
});
