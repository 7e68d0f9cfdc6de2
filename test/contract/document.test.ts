import { beforeAll, describe, expect, it } from "vitest";
import { type ApiDocument, faultsOf, type Operation, readDocument, type Schema } from "./document.ts";
import { bearer, knock } from "./knock.ts";
import { DOORS, type Door } from "./routes.ts";
import { NOBODY, newScene } from "./scene.ts";

let document: ApiDocument;
beforeAll(async () => {
	document = await readDocument();
});

function operationOf({ route }: Door): Operation {
	const operation = document.operations.find((candidate) => candidate.route === route);
	if (!operation) throw new Error(`${route} is not in the document`);
	return operation;
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
		const isPublic = door.allowed === "public";
		expect(security).toEqual(isPublic ? [] : [{ token: [] }]);
		expect(roles?.toSorted()).toEqual(isPublic ? undefined : [...door.allowed].sort());
	});

	it("documents how it refuses", () => {
		const codes = Object.keys(operationOf(door).responses);
		expect(codes).toEqual(expect.arrayContaining(door.allowed === "public" ? ["400", "429"] : ["400", "401", "403"]));
		if (/\{(id|provider)\}/.test(door.route)) expect(codes).toContain("404");
	});

	it.each(door.allowed === "public" ? ["anybody" as const] : door.allowed)("answers %s as promised", async (who) => {
		const scene = who === "anybody" ? NOBODY : await newScene(who);
		await door.before?.(scene);
		const answer = await knock(door, scene, who === "anybody" ? {} : bearer(scene.token));
		const promised = operationOf(door).responses[answer.status];
		expect(promised, `${answer.status} is not documented`).toBeDefined();
		const schema = promised?.content?.["application/json"]?.schema;
		if (schema) expect(faultsOf(document.resolve(schema), answer.body)).toEqual([]);
		else expect({ status: answer.status, body: answer.body }).toEqual({ status: door.answers, body: "" });
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
