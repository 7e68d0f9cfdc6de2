import { z } from "@hono/zod-openapi";
import { isIanaZone } from "../clinic/zone.ts";
import { version } from "../http/etag.ts";
import { EMAIL_LEVELS } from "../notifications/channels.ts";

const clock = z
	.string()
	.regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time from 00:00 to 23:59")
	.openapi({ example: "22:00" });

const quietHours = z
	.object({
		from: clock,
		to: clock.openapi({ example: "07:00" }).describe("Before `from`: on the next morning"),
		timezone: z
			.string()
			.refine(isIanaZone, "must be an IANA time zone like Europe/Berlin")
			.openapi({ example: "Europe/Berlin" }),
	})
	.refine(({ from, to }) => from !== to, { path: ["to"], message: "must differ from `from`" });

const fields = {
	email: z
		.enum(EMAIL_LEVELS)
		.describe(
			"What is mailed as well as put into the inbox, if your address is proven: critical alerts, all alerts, all",
		),
	quiet_hours: z
		.union([quietHours, z.null()])
		.describe("When mails and your own webhooks are left out, but for critical alerts; the inbox gets everything"),
};

export const preferencesSchema = z.object({ ...fields, version }).openapi("NotificationPreferences");
export const preferencesBody = z.object(fields).openapi("EditNotificationPreferences", {
	example: { email: "alerts", quiet_hours: { from: "22:00", to: "07:00", timezone: "Europe/Berlin" } },
});
export type PreferencesBody = z.infer<typeof preferencesBody>;
