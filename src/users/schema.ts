import { z } from "@hono/zod-openapi";
import { personFields, roleName } from "../accounts/schema.ts";
import { ROLES } from "../auth/roles.ts";
import { orderingQuery, pageQuery, yesOrNo } from "../http/paging.ts";

export const listUsersQuery = pageQuery.extend({
	role: roleName.optional(),
	is_active: yesOrNo.optional(),
	is_verified: yesOrNo.optional().describe("Whether an admin has checked who this is"),
	pending: yesOrNo.optional().describe("Whether a requested role waits for approval"),
	search: z.string().trim().max(100).optional().describe("In names, username, e-mail and phone number"),
	ordering: orderingQuery(["id", "username", "email", "first_name", "last_name", "created_at", "last_login"]),
});
export type ListUsersQuery = z.infer<typeof listUsersQuery>;

export const editUserBody = z
	.object({
		...personFields,
		roles: z.array(roleName).min(1).max(ROLES.length).optional().describe("All the roles in force from now on"),
		user_type: roleName.optional().describe("The same as `roles` with this one alone"),
		is_active: z.boolean().optional(),
		is_verified: z.boolean().optional(),
		requested_user_type: z.null().optional().describe("null declines the role that waits"),
	})
	.openapi("EditUser", { example: { roles: ["doctor"], is_verified: true } });
export type EditUserBody = z.infer<typeof editUserBody>;
