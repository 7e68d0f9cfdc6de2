import type { OpenAPIHono } from "@hono/zod-openapi";
import type { AppEnv } from "./http/app-env.ts";

const INFO = {
	title: "Edgeward",
	version: "1.0.0",
	description:
		"Patient monitoring and clinic API. Every path works with and without its trailing slash. Errors are " +
		"`application/problem+json` (RFC 9457) with `errors: {field: [reason]}`.",
};

const TOKEN = {
	type: "http",
	scheme: "bearer",
	bearerFormat: "JWT",
	description: "An access token of `/api/auth/login/`, or a device token of `/api/devices/{id}/token/`",
} as const;

/** Describes the app at `/openapi.json`, made from the routes themselves once an isolate. */
export function describe(app: OpenAPIHono<AppEnv>): void {
	app.openAPIRegistry.registerComponent("securitySchemes", "token", TOKEN);
	let document: object | undefined;
	app.get("/openapi.json", (c) => {
		document ??= withSlashes(app.getOpenAPI31Document({ openapi: "3.1.0", info: INFO }));
		return c.json(document);
	});
}

/** Shows the paths as the seeds spell them. */
function withSlashes(document: ReturnType<OpenAPIHono<AppEnv>["getOpenAPI31Document"]>): object {
	const paths = Object.entries(document.paths ?? {}).map(([path, item]) => [`${path}/`, item]);
	return { ...document, paths: Object.fromEntries(paths) };
}
