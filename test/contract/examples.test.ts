import { beforeAll, describe, expect, it } from "vitest";
import words from "../../src/openapi/examples.json";
import { get } from "../support/client.ts";
import { type ApiDocument, type Content, faultsOf, type Operation, readDocument, type Schema } from "./document.ts";

let document: ApiDocument;
let schemas: Record<string, Schema>;
beforeAll(async () => {
	document = await readDocument();
	schemas = (await get("/openapi.json")).body.components.schemas;
});

const contentsOf = ({ requestBody, responses }: Operation): Content[] =>
	[requestBody, ...Object.values(responses)].flatMap((said) => (said?.content ? [said.content] : []));

/** Every name of a field below a schema. */
function fieldsOf({ properties = {}, items, anyOf = [], allOf = [], oneOf = [] }: Schema): string[] {
	const parts = [...Object.values(properties), ...(items ? [items] : []), ...anyOf, ...allOf, ...oneOf];
	return [...Object.keys(properties), ...parts.flatMap(fieldsOf)];
}

describe("the examples of the API's document", () => {
	it("are there for every schema, and are what the schema asks for", () => {
		const faults = Object.entries(schemas).flatMap(([name, schema]) =>
			faultsOf(document.resolve(schema), schema.example).map((fault) => `${name}: ${fault}`),
		);
		expect(faults).toEqual([]);
		expect(Object.keys(schemas).length).toBeGreaterThan(100);
	});

	it("are there for every body and answer that has no schema by name", () => {
		const unnamed = document.operations.flatMap((operation) =>
			contentsOf(operation).flatMap((content) =>
				Object.entries(content).map(([type, { schema, example }]) => ({ at: operation.route, type, schema, example })),
			),
		);
		const faults = unnamed
			// A picture has none.
			.filter(({ schema }) => !schema.$ref && schema.format !== "binary")
			.flatMap(({ at, type, schema, example }) =>
				faultsOf(document.resolve(schema), example).map((fault) => `${at} ${type} ${fault}`),
			);
		expect(faults).toEqual([]);
	});

	it("have a word for each field, and no field's word is left over", () => {
		const fields = new Set(Object.values(schemas).flatMap(fieldsOf));
		const over = Object.keys(words).filter((word) => !fields.has(word.split(".").at(-1) ?? ""));
		expect(over).toEqual([]);
		const unknown = Object.keys(words).filter((word) => word.includes(".") && !schemas[word.split(".")[0] ?? ""]);
		expect(unknown).toEqual([]);
	});

	it("tell of one patient: a name is the same wherever it stands", () => {
		expect(schemas.Patient?.example).toMatchObject({ id: 12, name: "Greta Lindqvist" });
		expect(schemas.Appointment?.example).toMatchObject({ patient: 12, patient_name: "Greta Lindqvist" });
	});

	it("show a file of rows as the list's own", () => {
		const patients = document.operations.find(({ route }) => route === "GET /api/patients/");
		expect(patients?.responses["200"]?.content?.["text/csv"]?.example).toMatch(/^"id","user".*\r\n12,/);
	});

	it("are sent with no call that is tried out but where they must", () => {
		const optional = document.operations.flatMap(({ parameters = [] }) =>
			parameters.filter(({ required }) => !required),
		);
		expect(optional.length).toBeGreaterThan(100);
		expect(optional.filter(({ schema }) => schema.example !== undefined)).toEqual([]);
	});
});
