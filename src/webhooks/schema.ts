import { z } from "@hono/zod-openapi";
import { version } from "../http/etag.ts";
import { pageQuery, yesOrNo } from "../http/paging.ts";
import { idParam } from "../http/route.ts";
import { EVENT_TYPES } from "./message.ts";
import { SCOPES } from "./table.ts";

const url = z
	.string()
	.trim()
	.describe("https and on the public internet; redirects are not followed")
	.openapi({ example: "https://hooks.example.org/edgeward" });
const description = z.string().trim().max(200).openapi({ example: "on-call pager" });
const events = z
	.array(z.enum(EVENT_TYPES))
	.max(EVENT_TYPES.length)
	.transform((types) => [...new Set(types)])
	.openapi({ type: "array", items: { type: "string", enum: [...EVENT_TYPES] }, example: ["alert.opened"] })
	.describe("The types that it is called for; empty for all");
const is_active = z.boolean().describe("Whether it is called at all");
const scope = z.enum(SCOPES).describe("`user`: what reaches your inbox; `clinic`: everything, for admins");

export const listWebhooksQuery = pageQuery.extend({
	is_active: yesOrNo.optional(),
	has_failed: yesOrNo.optional().describe("Whether it was switched off because its address is gone or fails"),
	scope: z.enum(SCOPES).optional(),
	owner: z.coerce.number().int().positive().optional(),
	search: z.string().trim().min(1).max(100).optional().describe("In the address, the description and the owner's name"),
});
export type ListWebhooksQuery = z.infer<typeof listWebhooksQuery>;

export const createWebhookBody = z
	.object({
		url,
		description: description.default(""),
		events: events.default([]),
		is_active: is_active.default(true),
		scope: scope.default("user"),
	})
	.openapi("CreateWebhook", { example: { url: "https://hooks.example.org/edgeward", events: ["alert.opened"] } });
export type CreateWebhookBody = z.infer<typeof createWebhookBody>;

export const editWebhookBody = z
	.object({
		url: url.optional(),
		description: description.optional(),
		events: events.optional(),
		is_active: is_active.optional(),
	})
	.openapi("EditWebhook", { example: { is_active: true } });
export type EditWebhookBody = z.infer<typeof editWebhookBody>;

const fields = {
	id: z.number().int(),
	owner: z.number().int().describe("The user whose it is"),
	owner_name: z.string(),
	scope,
	url: z.string(),
	description: z.string(),
	events: z.array(z.string()),
	is_active,
	disabled_reason: z
		.enum(["gone", "failing"])
		.nullable()
		.describe("Why it was switched off: its address answered 410, or failed to the last attempt"),
	created_at: z.string(),
	updated_at: z.string().nullable(),
	version,
};

export const webhookSchema = z.object(fields).openapi("Webhook");
export const webhookWithSecretSchema = z
	.object({ ...fields, secret: z.string().describe("`whsec_…`, shown this once: it signs the calls") })
	.openapi("WebhookWithSecret");

export const attemptSchema = z
	.object({
		id: z.number().int(),
		event_id: z.string(),
		event_type: z.string().openapi({ example: "alert.opened" }),
		at: z.string(),
		status_code: z.number().int().nullable().describe("Null where nobody answered"),
		duration_ms: z.number().int(),
		reason: z
			.string()
			.nullable()
			.describe("How it failed; null where it was delivered")
			.openapi({ example: "HTTP 500" }),
	})
	.openapi("WebhookAttempt");

export const attemptParam = idParam.extend({
	item: z.coerce
		.number({ error: "must be a number" })
		.int()
		.positive()
		.openapi({ param: { name: "item", in: "path" }, example: 3 }),
});
