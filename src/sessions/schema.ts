import { z } from "@hono/zod-openapi";

const refresh = z.string().describe("The newest of this session").openapi({ example: "hV2Yx0bq….3.9aR4kT…" });
export const refreshBody = z.object({ refresh: refresh.min(1) }).openapi("Refresh");
export const logoutBody = z.object({ refresh: refresh.optional() }).openapi("Logout");

export const pairSchema = z
	.object({
		access: z.string().describe("JWT, 5 minutes"),
		refresh: z.string().describe("Opaque, 1 day, used once"),
	})
	.openapi("TokenPair");

export const sessionSchema = z
	.object({
		id: z.string(),
		is_current: z.boolean().describe("The session of this request"),
		device: z.string().nullable().openapi({ example: "Firefox on Linux" }),
		user_agent: z.string().nullable(),
		place: z.string().nullable().describe("Where it signed in").openapi({ example: "Berlin, DE" }),
		created_at: z.string(),
		last_used_at: z.string().describe("The last refresh"),
		expires_at: z.string().describe("Moves on with each refresh"),
	})
	.openapi("Session");

export const sessionIdParam = z.object({
	id: z
		.string()
		.regex(/^[\w-]{1,64}$/)
		.openapi({ param: { name: "id", in: "path" }, example: "hV2Yx0bqT1mJ9wKc4fZr3g" }),
});
