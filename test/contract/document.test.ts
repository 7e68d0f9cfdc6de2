import { beforeAll, describe, expect, it } from "vitest";
import { type ApiDocument, faultsOf, type Operation, readDocument, type Schema } from "./document.ts";
import type { Door } from "./doors/door.ts";
import { bearer, knock } from "./knock.ts";
import { DOORS } from "./routes.ts";
import { EVERYONE, NOBODY, newScene, type Who } from "./scene.ts";

let document: ApiDocument;
beforeAll(async () => {
	document = await readDocument();
});

function operationOf({ route }: Door): Operation {
	const operation = document.operations.find((candidate) => candidate.route === route);
	if (!operation) throw new Error(`${route} is not in the document`);
	return operation;
}

function callersOf({ allowed }: Door): readonly (Who | "anybody")[] {
	if (allowed === "public") return ["anybody"];
	return allowed === "open" ? ["anybody", ...EVERYONE] : allowed;
}

/** Whether a reader learns from the schema itself what to send. */
function tells(schema: Schema): boolean {
	if (schema.example !== undefined || schema.description || schema.enum) return true;
	const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
	if (choices) return choices.every(tells);
	if (schema.items) return tells(schema.items);
	return schema.properties !== undefined && Object.values(schema.properties).every(tells);
}

describe.each(DOORS)("$route", (door) => {
	it("is described for people", () => {
		const { summary, tags, requestBody } = operationOf(door);
		expect(summary).toMatch(/\S/);
		expect(tags).toEqual([expect.stringMatching(/\S/)]);
		for (const { schema } of Object.values(requestBody?.content ?? {}))
			expect(tells(document.resolve(schema)), JSON.stringify(schema)).toBe(true);
	});

	it("says who may call it", () => {
		const { security, "x-roles": roles } = operationOf(door);
		const tokens = { public: [], open: [{}, { token: [] }] };
		const { allowed } = door;
		expect(security).toEqual(typeof allowed === "string" ? tokens[allowed] : [{ token: [] }]);
		expect(roles?.toSorted()).toEqual(typeof allowed === "string" ? undefined : [...allowed].sort());
	});

	it("documents how it refuses", () => {
		const codes = Object.keys(operationOf(door).responses);
		const refusals = { public: ["400", "429"], open: ["400", "401", "429"], protected: ["400", "401", "403"] };
		const kind = typeof door.allowed === "string" ? door.allowed : "protected";
		expect(codes).toEqual(expect.arrayContaining(refusals[kind]));
		if (/\{(id|provider)\}/.test(door.route)) expect(codes).toContain("404");
	});

	it.each(callersOf(door))("answers %s as promised", async (who) => {
		const scene = who !== "anybody" ? await newScene(who) : door.allowed === "public" ? NOBODY : await newScene("user");
		await door.before?.(scene);
		const answer = await knock(door, scene, who === "anybody" ? {} : bearer(scene.token));
		expect(answer.status, JSON.stringify(answer.body)).toBe(door.answers);
		const promised = operationOf(door).responses[answer.status];
		expect(promised, `${answer.status} is not documented`).toBeDefined();
		const content = promised?.content;
		const schema = content?.["application/json"]?.schema;
		if (schema) expect(faultsOf(document.resolve(schema), answer.body)).toEqual([]);
		else if (content) expect(Object.keys(content)).toContain(answer.headers.get("Content-Type"));
		else expect(answer.body).toBe("");
	});
});

describe("the check itself", () => {
	const schema: Schema = {
		type: "object",
		properties: { id: { type: "integer" }, name: { type: ["string", "null"] } },
		required: ["id", "name"],
	};

	it.each([
		["a missing field", { id: 1 }],
		["a wrong type", { id: "1", name: "Jon" }],
		["an undocumented field", { id: 1, name: null, secret: true }],
	])("sees %s", (_, body) => {
		expect(faultsOf(schema, { id: 1, name: null })).toEqual([]);
		expect(faultsOf(schema, body)).not.toEqual([]);
	});
});
