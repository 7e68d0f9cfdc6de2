import { newPages } from "../router.ts";
import { preferencePages } from "./preferences.tsx";
import { profilePages } from "./profile.tsx";
import { securityPages } from "./security.tsx";
import { tokenPages } from "./tokens.tsx";
import { oneWebhookPages } from "./webhook.tsx";
import { webhookPages } from "./webhooks.tsx";

/** Where people look after their own account. */
export const accountPages = newPages();

for (const part of [profilePages, securityPages, preferencePages, tokenPages, webhookPages, oneWebhookPages])
	accountPages.route("/", part);
