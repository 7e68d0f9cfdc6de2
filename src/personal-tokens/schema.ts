import { z } from "@hono/zod-openapi";
import { line } from "../http/text.ts";

import { SCOPES } from "./table.ts";

export const DAY_MS = 24 * 60 * 60 * 1000;
const LONGEST_DAYS = 366;
export const DEFAULT_DAYS = 90;

const scope = z.enum(SCOPES).describe("`read`: only GET; `write`: everything that your roles may");

export const createTokenBody = z
	.object({
		name: line(60, 1).openapi({ example: "nightly export" }),
		scope: scope.default("read"),
		expires_at: z.iso
			.datetime({ offset: true })
			.transform((text) => new Date(text))
			.refine((at) => at.getTime() > Date.now(), "must be in the future")
			.refine((at) => at.getTime() <= Date.now() + LONGEST_DAYS * DAY_MS, `must be within ${LONGEST_DAYS} days`)
			.optional()
			.openapi({ type: "string", format: "date-time", example: "2027-01-31T00:00:00Z" })
			.describe(`In ${DEFAULT_DAYS} days where it is not given`),
	})
	.openapi("CreatePersonalToken");
export type CreateTokenBody = z.infer<typeof createTokenBody>;

const fields = {
	id: z.number().int(),
	name: z.string(),
	scope,
	hint: z.string().describe("The last characters of the token"),
	created_at: z.string(),
	expires_at: z.string(),
	last_used_at: z.string().nullable().describe("To the hour"),
};

export const personalTokenSchema = z.object(fields).openapi("PersonalToken");
export const newPersonalTokenSchema = z
	.object({ ...fields, token: z.string().describe("Shown this once") })
	.openapi("NewPersonalToken");
