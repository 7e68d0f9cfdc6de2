import type { Context } from "hono";
import { EVENT_TYPES } from "../../webhooks/message.ts";
import type { getWebhook } from "../../webhooks/service.ts";
import type { ConsoleEnv } from "../session/visit.ts";
import { texts } from "../texts.ts";
import { Badge } from "../ui/badge.tsx";
import { Field, type FormState } from "../ui/form.tsx";

const words = texts.account.webhooks;

export type Webhook = Awaited<ReturnType<typeof getWebhook>>;

/** Whether it is called, and if not, why. */
export function Calling({ webhook }: { webhook: Pick<Webhook, "is_active" | "disabled_reason"> }) {
	if (webhook.is_active) return <Badge tone="good">{words.on}</Badge>;
	const reason = webhook.disabled_reason;
	return <Badge tone={reason ? "alert" : "silent"}>{reason ? words.reasons[reason] : words.off}</Badge>;
}

const SCOPES = [
	["user", words.scopes.user],
	["clinic", words.scopes.clinic],
] as const;

export const WEBHOOK_FIELDS = ["url", "description", "events", "scope"];

/** What a webhook is made of. `webhook` is one that is there already: whom it hears of stays as it is. */
export function WebhookFields(props: { form: string; state: FormState; webhook?: Webhook; mayHearAll?: boolean }) {
	const { form, state, webhook, mayHearAll = false } = props;
	const field = { form, state };
	const chosen = state.values.events?.split(" ") ?? webhook?.events ?? [];
	return (
		<>
			<Field {...field} name="url" label={words.url} hint={words.url_hint} value={webhook?.url} type="url" required />
			<Field {...field} name="description" label={words.description} value={webhook?.description} maxlength={200} />
			{mayHearAll && <Field {...field} name="scope" label={words.scope} choices={SCOPES} value="user" required />}
			<fieldset>
				<legend>{words.events}</legend>
				<p class="hint">{words.events_hint}</p>
				<div class="checks">
					{EVENT_TYPES.map((type) => (
						<label class="check">
							<input type="checkbox" name="events" value={type} checked={chosen.includes(type)} /> {words.types[type]}
						</label>
					))}
				</div>
			</fieldset>
		</>
	);
}

/** A webhook's form: what stands in its fields, and the body that it means. */
export async function sentWebhook(c: Context<ConsoleEnv>) {
	const sent = await c.req.formData();
	const text = (name: string) => String(sent.get(name) ?? "");
	const events = sent.getAll("events").map(String);
	const fields = {
		...{ url: text("url"), description: text("description"), scope: text("scope"), version: text("version") },
		events: events.join(" "),
	};
	const { url, description, scope } = fields;
	return { fields, body: { url, description, events, ...(scope ? { scope } : {}) } };
}
