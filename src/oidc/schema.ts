import { z } from "@hono/zod-openapi";

export const providerParam = z.object({
	provider: z.string().openapi({ param: { name: "provider", in: "path" }, example: "clinic" }),
});

const SIGN_UP_ROLES = ["patient", "doctor", "user"] as const;

export const startQuery = z.object({
	user_type: z
		.enum(SIGN_UP_ROLES, `must be one of ${SIGN_UP_ROLES.join(", ")}`)
		.default("user")
		.describe("What the account becomes, if there is none yet"),
});

/** What a provider adds of its own, such as a session's state, is let be. */
export const callbackQuery = z.object({
	state: z.string().min(1).max(200),
	code: z.string().optional(),
	iss: z.string().optional(),
	error: z.string().optional(),
});
