import { beforeAll, describe, expect, it } from "vitest";
import { get } from "../support/client.ts";
import { BAD_TOKENS, forge } from "./forge.ts";
import { bearer, expectRefusal, knock, mayEnter, notAllowed } from "./knock.ts";
import { DOORS } from "./routes.ts";
import { EVERYONE, NOBODY, newScene, type Scene, type Who } from "./scene.ts";

const PUBLIC = DOORS.filter((door) => door.allowed === "public");
const OPEN = DOORS.filter((door) => door.allowed === "open");
const PROTECTED = DOORS.filter((door) => typeof door.allowed !== "string");

let stranger: Scene;
beforeAll(async () => {
	stranger = await newScene("user");
});

const scenes = new Map<Who, Promise<Scene>>();

/** The scene of those who are turned away: nothing in it changes. */
function sceneOf(who: Who): Promise<Scene> {
	const scene = scenes.get(who) ?? newScene(who);
	scenes.set(who, scene);
	return scene;
}

it("knows every operation of the API document, and none that is not there", async () => {
	const { paths } = (await get("/openapi.json")).body;
	const documented = Object.entries<object>(paths).flatMap(([path, item]) =>
		Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
	);
	expect(DOORS.map(({ route }) => route).toSorted()).toEqual(documented.toSorted());
});

describe("bad tokens", () => {
	it("the forge makes tokens that are let in when nothing is wrong with them", async () => {
		expect(await get("/api/patients/", await forge())).toMatchObject({ status: 200 });
	});

	describe.each(PROTECTED)("$route", (door) => {
		it("asks for a token", async () => {
			const answer = await knock(door, stranger);
			expectRefusal(answer, 401, "unauthenticated", stranger);
			expect(answer.headers.get("WWW-Authenticate")).toBe('Bearer realm="edgeward"');
		});

		it.each(["Basic YWRtaW46YWRtaW4=", "Bearer", "Bearer ", "Token", "garbage"])("takes no %j", async (value) => {
			const answer = await knock(door, stranger, { Authorization: value });
			expectRefusal(answer, 401, "unauthenticated", stranger);
			expect(answer.headers.get("WWW-Authenticate")).toMatch(/^Bearer /);
		});

		it.each(BAD_TOKENS)("refuses %s", async (_, make) => {
			const token = await make();
			const answer = await knock(door, stranger, bearer(token));
			expectRefusal(answer, 401, "unauthenticated", { ...stranger, token });
			expect(answer.headers.get("WWW-Authenticate")).toBe('Bearer realm="edgeward", error="invalid_token"');
		});
	});
});

// Whom a door lets in, and what it answers them, is in document.test.ts.
describe("roles", () => {
	describe.each(PROTECTED.filter((door) => notAllowed(door).length > 0))("$route", (door) => {
		it.each(notAllowed(door))("keeps out: %s", async (who) => {
			const scene = await sceneOf(who);
			expectRefusal(await knock(door, scene, bearer(scene.token)), 403, "forbidden", scene);
		});
	});
});

describe("what is another's", () => {
	const others = PROTECTED.filter((door) => door.foreign !== undefined && door.foreign !== "everybody's");
	const bounded = ["doctor", "patient", "user", "device"] as const;

	describe.each(others)("$route", (door) => {
		it.each(bounded.filter((who) => mayEnter(door, who)))("does not exist for: %s", async (who) => {
			const scene = await sceneOf(who);
			const answer = await knock(door, stranger, bearer(scene.token));
			const nobodys = await knock(door, NOBODY, bearer(scene.token));
			expect({ ...answer.body, request_id: "" }).toEqual({ ...nobodys.body, request_id: "" });
			if (door.foreign === "empty page") expect(answer).toMatchObject({ status: 200, body: { count: 0, results: [] } });
			else if (door.foreign === 404) expectRefusal(answer, 404, "not_found", stranger);
			else {
				expectRefusal(answer, 400, "invalid", stranger);
				expect(Object.keys(answer.body.errors)).toEqual([
					door.foreign === "wrong patient field" ? "patient" : "patient_id",
				]);
			}
		});
	});

	it("every path with an id is among them, but for what admins alone may do", () => {
		const withId = PROTECTED.filter(({ route, allowed }) => route.includes("{id}") && String(allowed) !== "admin");
		expect(withId.filter((door) => door.foreign === undefined).map(({ route }) => route)).toEqual([]);
	});
});

describe("public doors", () => {
	it.each(PUBLIC)("$route opens without a token, and in spite of a bad one", async (door) => {
		expect(await knock(door, NOBODY)).toMatchObject({ status: door.answers });
		expect(await knock(door, NOBODY, bearer("garbage"))).toMatchObject({ status: door.answers });
	});
});

describe.each(OPEN)("$route", (door) => {
	it("opens without a token", async () => {
		expect(await knock(door, stranger)).toMatchObject({ status: door.answers });
	});

	it.each(EVERYONE)("opens for: %s", async (who) => {
		const scene = await newScene(who);
		expect(await knock(door, scene, bearer(scene.token))).toMatchObject({ status: door.answers });
	});

	it.each(BAD_TOKENS)("refuses %s", async (_, make) => {
		const token = await make();
		const answer = await knock(door, stranger, bearer(token));
		expectRefusal(answer, 401, "unauthenticated", { ...stranger, token });
		expect(answer.headers.get("WWW-Authenticate")).toBe('Bearer realm="edgeward", error="invalid_token"');
	});

	it("says to a device what it says to anybody", async () => {
		const scene = await newScene("device");
		const answer = await knock(door, scene, bearer(scene.token));
		expect(answer.body).toEqual((await knock(door, scene)).body);
	});
});
