import { createRoute, type RouteConfig, z } from "@hono/zod-openapi";
import { allow } from "../auth/authenticate.ts";
import { type Action, rolesAllowed } from "../auth/policy.ts";
import { damped, type Rate } from "./damping.ts";
import { PROBLEMS, type ProblemCode } from "./problem.ts";

const problemSchema = z
	.object({
		type: z.string(),
		title: z.string(),
		status: z.number().int(),
		detail: z.string(),
		message: z.string().describe("The same as `detail`, where the seeds' clients look for it"),
		code: z.string().describe("Stable, for programs"),
		errors: z.record(z.string(), z.array(z.string())).describe("Field → reasons"),
		request_id: z.string(),
	})
	.openapi("Problem", {
		example: {
			type: "about:blank",
			title: "Some fields are not right",
			status: 400,
			detail: "heart_rate: must be 20 to 300 bpm",
			message: "heart_rate: must be 20 to 300 bpm",
			code: "invalid",
			errors: { heart_rate: ["must be 20 to 300 bpm"] },
			request_id: "0d8f5d0e-3b0b-4d0a-9b1e-0b6f6f5c1f3a",
		},
	});

/** The documented failures of a route, from the one table of problems. */
function problems(codes: readonly ProblemCode[]): RouteConfig["responses"] {
	const content = { "application/problem+json": { schema: problemSchema } };
	return Object.fromEntries(codes.map((code) => [PROBLEMS[code][0], { description: PROBLEMS[code][1], content }]));
}

type Config = RouteConfig & { fails?: readonly ProblemCode[] };

/** How a body can be refused before any route sees it. */
const ofBody = ({ request }: Config): ProblemCode[] => (request?.body ? ["too_large", "unsupported_type"] : []);

// Problems are thrown, never returned: the casts below keep them out of a handler's answer type.

/** A route that anybody may call, as often as its `rate` lets them. */
export function publicRoute<const C extends Config & { rate?: Rate }>({ fails = [], rate = "public", ...config }: C) {
	return createRoute({
		...config,
		security: [],
		middleware: [damped(rate)] as const,
		responses: { ...problems(["invalid", "rate_limited", ...ofBody(config), ...fails]), ...config.responses },
	} as Omit<C, "fails" | "rate">);
}

/** A route that anybody may call, and that says more to who is signed in; mount it behind `authenticate`. */
export function openRoute<const C extends Config>({ fails = [], ...config }: C) {
	return createRoute({
		...config,
		security: [{}, { token: [] }],
		middleware: [damped("public")] as const,
		responses: { ...problems(["invalid", "unauthenticated", "rate_limited", ...fails]), ...config.responses },
	} as Omit<C, "fails">);
}

/** What the API document says of a route for signed-in actors whose role allows the action. */
export function describedRoute<const C extends Config>(action: Action, { fails = [], ...config }: C) {
	return {
		...config,
		security: [{ token: [] }],
		"x-roles": [...rolesAllowed(action)],
		responses: { ...problems(["invalid", "unauthenticated", "forbidden", ...fails]), ...config.responses },
	};
}

/** A route for signed-in actors whose role allows the action; mount it behind `authenticate`. */
export function protectedRoute<const C extends Config>(action: Action, config: C) {
	const described = describedRoute(action, { ...config, fails: [...ofBody(config), ...(config.fails ?? [])] });
	// Whoever may not do it is told so before anything of the body is read.
	const middleware = [allow(action), ...[config.middleware ?? []].flat()];
	return createRoute({ ...described, middleware } as unknown as Omit<C, "fails">);
}

/** What an action without a result says. */
export const messageSchema = z.object({ message: z.string() }).openapi("Message");

/** The 200 (or other) answer of a route with its JSON schema. */
export function json<S extends z.ZodType>(schema: S, description: string) {
	return { description, content: { "application/json": { schema } } };
}

/** A required JSON body. */
export function body<S extends z.ZodType>(schema: S) {
	return { required: true, content: { "application/json": { schema } } };
}

export const idParam = z.object({
	id: z.coerce
		.number({ error: "must be a number" })
		.int()
		.positive()
		.openapi({ param: { name: "id", in: "path" }, example: 12 }),
});
