import { beforeAll, describe, expect, it } from "vitest";
import { expectRefusal } from "../contract/knock.ts";
import { DOORS } from "../contract/routes.ts";
import { NOBODY } from "../contract/scene.ts";
import { type Answer, call } from "../support/client.ts";
import { createUser } from "../support/factories.ts";

let token: string;
beforeAll(async () => {
	token = (await createUser("admin")).token;
});

const METHODS = [
	"GET",
	"HEAD",
	"POST",
	"PUT",
	"PATCH",
	"DELETE",
	"OPTIONS",
	"PROPFIND",
	"SEARCH",
	"PURGE",
	"REPORT",
	"LOCK",
];
const documented = Map.groupBy(
	DOORS.map(({ route }) => route.split(" ")),
	([, path = ""]) => path,
);
const place = (path: string) => path.replace("{provider}", "nobody").replaceAll(/\{\w+\}/g, "999999999");
const refused = (answer: Answer, status: number, code: string) =>
	expectRefusal(answer, status, code, { ...NOBODY, token });

describe.each([...documented])("%s", (path, routes) => {
	const known = routes.map(([method]) => method);
	// `/bulk/` would be an id, by the methods that ids have.
	const siblings = DOORS.map(({ route }) => route.split(" ")).filter(
		([, other = ""]) => other !== path && other.replace(/\{\w+\}\/$/, `${path.split("/").at(-2)}/`) === path,
	);
	const ofSibling = siblings.map(([method]) => method);

	it("refuses every method that it does not have, and says which it has", async () => {
		const others = METHODS.filter((method) => !known.includes(method) && !(method === "HEAD" && known.includes("GET")));
		for (const method of others) {
			const answer = await call(method, place(path), { token });
			if (ofSibling.includes(method === "HEAD" ? "GET" : method)) {
				expect([400, 403], `${method} ${answer.status}`).toContain(answer.status);
				continue;
			}
			if (method === "HEAD") expect(answer).toMatchObject({ status: 405, body: "" });
			else refused(answer, 405, "method_not_allowed");
			expect(answer.headers.get("Allow")?.split(", ")).toEqual(expect.arrayContaining(known));
		}
		expect(others.length).toBeGreaterThan(4);
	});
});

// A sign-in at a provider is finished by a GET, once, and by nothing that only looks.
const READ = DOORS.map(({ route }) => route).filter((route) => /^GET .*(?<!\/callback\/)$/.test(route));

it.each(READ)("%s is answered without a body where HEAD asks", async (route) => {
	const path = place(route.slice("GET ".length));
	const [head, get] = [await call("HEAD", path, { token }), await call("GET", path, { token })];
	expect(head).toMatchObject({ status: get.status, body: "" });
	expect(head.headers.get("Content-Type")).toBe(get.headers.get("Content-Type"));
});

describe("a path that leads nowhere", () => {
	const SEGMENTS = [
		"%00",
		"%2e%2e%2f",
		"%2f",
		"..%5c",
		"%ff",
		"%",
		"%zz",
		"//",
		"/./",
		"*",
		"{id}",
		":id",
		"a".repeat(8_000),
		"🫀",
		";a=b",
	];
	const ROOTS = ["/api/", "/api/patients/1/", "/api/heart-rate/", "/api/patients/1/heart-rate-stats/", "/api/v1/"];

	it.each(ROOTS.flatMap((root) => SEGMENTS.map((segment) => root + segment)))("%s", async (path) => {
		for (const method of ["GET", "POST", "DELETE"]) {
			const answer = await call(method, path, { token });
			expect(answer.status).toBeGreaterThanOrEqual(400);
			expect([400, 404, 405], `${method} ${answer.status}`).toContain(answer.status);
			refused(answer, answer.status, answer.body.code);
		}
	});
});
