import type { OpenAPIHono } from "@hono/zod-openapi";
import type { AppEnv } from "../http/app-env.ts";
import { csvOf } from "../http/csv.ts";
import { exampleOf, type Schema, type Schemas, withExamples } from "./examples.ts";

const INFO = {
	title: "Edgeward",
	version: "1.0.0",
	description:
		"Patient monitoring and clinic API. Every path works with and without its trailing slash. Errors are " +
		"`application/problem+json` (RFC 9457) with `errors: {field: [reason]}`. Answers to who is signed in carry " +
		"`X-D1-Bookmark` where the database has copies: a read that sends it back may be answered near by, and is no older.",
};

const TOKEN = {
	type: "http",
	scheme: "bearer",
	bearerFormat: "JWT",
	description: "An access token of `/api/auth/login/`, or a device token of `/api/devices/{id}/token/`",
} as const;

const SERVERS = [{ url: "/", description: "This server" }];

/** Describes the app at `/openapi.json`, made from the routes themselves once an isolate. */
export function describe(app: OpenAPIHono<AppEnv>): void {
	app.openAPIRegistry.registerComponent("securitySchemes", "token", TOKEN);
	let document: object | undefined;
	app.get("/openapi.json", (c) => {
		document ??= finished(
			// The document as JSON: what the generator's types call it is of no use for rewriting it.
			app.getOpenAPI31Document({ openapi: "3.1.0", info: INFO, servers: SERVERS }) as unknown as ApiDocument,
		);
		return c.json(document);
	});
}

interface Content {
	schema?: Schema;
	example?: unknown;
}

interface Parameter {
	in: string;
	required?: boolean;
	description?: string;
	schema?: Schema;
}

interface Operation {
	parameters?: Parameter[];
	requestBody?: { content: Record<string, Content> };
	responses: Record<string, { content?: Record<string, Content> }>;
}

interface ApiDocument {
	paths: Record<string, Record<string, Operation>>;
	components: { schemas: Schemas };
}

/** Shows the paths as the seeds spell them, and gives an example of everything that is sent and answered. */
function finished({ paths, components, ...document }: ApiDocument): object {
	const schemas = withExamples(components.schemas);
	const items = Object.entries(paths).map(([path, item]) => {
		const operations = Object.entries(item).map(([method, operation]) => [method, shown(operation, schemas)]);
		return [`${path}/`, Object.fromEntries(operations)];
	});
	return { ...document, paths: Object.fromEntries(items), components: { ...components, schemas } };
}

function shown(operation: Operation, schemas: Schemas): Operation {
	const { parameters, requestBody, responses } = operation;
	const answers = Object.entries(responses).map(([status, { content, ...rest }]) => [
		status,
		content ? { ...rest, content: withContentExamples(content, schemas) } : rest,
	]);
	return {
		...operation,
		...(parameters && { parameters: parameters.map(asked) }),
		...(requestBody && {
			requestBody: { ...requestBody, content: withContentExamples(requestBody.content, schemas) },
		}),
		responses: Object.fromEntries(answers),
	};
}

/** What refers to a schema of the document shows that one's example; a file of rows begins as the list beside it does. */
function withContentExamples(contents: Record<string, Content>, schemas: Schemas): Record<string, Content> {
	const entries = Object.entries(contents).map(([type, content]) => {
		if (!content.schema || content.schema.$ref !== undefined) return [type, content];
		const own = exampleOf(content.schema, schemas, "");
		const example = own === undefined && type === "text/csv" ? rowsOf(contents, schemas) : own;
		return [type, example === undefined ? content : { ...content, example }];
	});
	return Object.fromEntries(entries);
}

function rowsOf({ "application/json": list }: Record<string, Content>, schemas: Schemas): string | undefined {
	const page = list?.schema && exampleOf(list.schema, schemas, "");
	if (!hasResults(page)) return undefined;
	const [first = {}] = page.results;
	return csvOf(Object.keys(first), page.results, true);
}

const hasResults = (page: unknown): page is { results: object[] } =>
	typeof page === "object" && page !== null && "results" in page && Array.isArray(page.results);

/** Swagger UI sends the example of a parameter with each call that is tried out: what may be left out only tells it. */
function asked(parameter: Parameter): Parameter {
	if (parameter.required || !parameter.schema) return parameter;
	const { example, ...schema } = parameter.schema;
	const isTold = example === undefined || schema.enum !== undefined || schema.default !== undefined;
	const description = isTold ? parameter.description : [parameter.description, `Such as \`${example}\``];
	return { ...parameter, schema, ...(description && { description: [description].flat().filter(Boolean).join(". ") }) };
}
