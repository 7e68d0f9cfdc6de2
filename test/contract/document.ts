import { z } from "zod";
import { get } from "../support/client.ts";

/** As much of a JSON schema as is read here. */
export interface Schema {
	$ref?: string;
	type?: string | string[];
	format?: string;
	properties?: Record<string, Schema>;
	required?: string[];
	items?: Schema;
	additionalProperties?: boolean | Schema;
	anyOf?: Schema[];
	allOf?: Schema[];
	oneOf?: Schema[];
	description?: string;
	example?: unknown;
	enum?: unknown[];
	const?: unknown;
	minLength?: number;
	maxLength?: number;
	minimum?: number;
	maximum?: number;
	exclusiveMinimum?: number;
	maxItems?: number;
}

export type Content = Record<string, { schema: Schema; example?: unknown }>;

export interface Operation {
	route: string;
	summary?: string;
	tags?: string[];
	security?: object[];
	"x-roles"?: string[];
	parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
	requestBody?: { content: Content };
	responses: Record<string, { description: string; content?: Content }>;
}

export interface ApiDocument {
	operations: Operation[];
	/** The schema with every reference to a component replaced by the component. */
	resolve(schema: Schema): Schema;
}

export async function readDocument(): Promise<ApiDocument> {
	const { paths, components } = (await get("/openapi.json")).body;
	const operations = Object.entries<Record<string, Operation>>(paths).flatMap(([path, item]) =>
		Object.entries(item).map(([method, operation]) => ({ ...operation, route: `${method.toUpperCase()} ${path}` })),
	);
	const component = ($ref: string) => components.schemas[$ref.replace("#/components/schemas/", "")];
	const resolve = (value: unknown): unknown => {
		if (Array.isArray(value)) return value.map(resolve);
		if (typeof value !== "object" || value === null) return value;
		if ("$ref" in value && typeof value.$ref === "string") return resolve(component(value.$ref));
		return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, resolve(entry)]));
	};
	return { operations, resolve: (schema) => resolve(schema) as Schema };
}

/** Allows no field that is not documented: an answer must not say more than the document promises. */
function closed(schema: Schema): Schema {
	const map = (schemas?: Schema[]) => schemas?.map(closed);
	const properties = Object.entries(schema.properties ?? {}).map(([name, value]) => [name, closed(value)] as const);
	const parts = { items: schema.items && closed(schema.items), anyOf: map(schema.anyOf), oneOf: map(schema.oneOf) };
	const object = schema.properties && {
		properties: Object.fromEntries(properties),
		additionalProperties: schema.additionalProperties ?? false,
	};
	return JSON.parse(JSON.stringify({ ...schema, ...parts, ...object }));
}

/** Finds what is wrong with JSON answers by their documented schema. */
export function checkerOf(schema: Schema): (body: unknown) => string[] {
	const checker = z.fromJSONSchema(closed(schema) as Parameters<typeof z.fromJSONSchema>[0]);
	return (body) => {
		const issues = checker.safeParse(body).error?.issues ?? [];
		return issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
	};
}

/** What is wrong with a JSON answer by its documented schema; nothing where it is as promised. */
export const faultsOf = (schema: Schema, body: unknown): string[] => checkerOf(schema)(body);
