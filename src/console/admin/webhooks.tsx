import { listWebhooksQuery, webhookSchema } from "../../webhooks/schema.ts";
import { type getWebhook, listWebhooks } from "../../webhooks/service.ts";
import type { Listed } from "../lists.tsx";
import { newPages } from "../router.ts";
import { fill, texts } from "../texts.ts";
import { Badge } from "../ui/badge.tsx";
import { ButtonForm, Field } from "../ui/form.tsx";
import { Moment } from "../ui/time.tsx";
import { adminListPage } from "./list.tsx";
import { choicesOf, UserLink } from "./names.tsx";

const words = texts.admin.webhooks;

export type Webhook = Awaited<ReturnType<typeof getWebhook>>;

/** Whether it is called, and if not, whether it was its own fault. */
export function WebhookBadge({ webhook: { is_active, disabled_reason } }: { webhook: Webhook }) {
	if (is_active) return <Badge tone="good">{words.on}</Badge>;
	return disabled_reason ? (
		<Badge tone="alert">{words.reasons[disabled_reason]}</Badge>
	) : (
		<Badge tone="silent">{words.off}</Badge>
	);
}

export function SwitchButton({ webhook: { id, url, version, is_active } }: { webhook: Webhook }) {
	const text = is_active ? words.switch_off : words.switch_on;
	return (
		<ButtonForm
			action={`/admin/webhooks/${id}/${is_active ? "off" : "on"}`}
			text={text}
			label={fill(words.label, { text, url })}
			fields={{ version }}
		/>
	);
}

/** The types that it wants, in words. */
export const eventsOf = ({ events }: Webhook): string => (events.length === 0 ? words.every : events.join(", "));

function columns(zone: string) {
	return [
		{
			head: words.url,
			cell: ({ id, url, description }: Webhook) => (
				<>
					<a href={`/admin/webhooks/${id}`}>{url}</a>
					{description && <p class="hint">{description}</p>}
				</>
			),
		},
		{ head: words.owner, cell: ({ owner, owner_name }: Webhook) => <UserLink id={owner} name={owner_name} /> },
		{ head: words.scope, cell: ({ scope }: Webhook) => words.scopes[scope] },
		{ head: words.events, cell: eventsOf },
		{ head: texts.admin.state, cell: (webhook: Webhook) => <WebhookBadge webhook={webhook} /> },
		{ head: words.made, cell: ({ created_at }: Webhook) => <Moment at={created_at} zone={zone} /> },
		{ head: texts.common.actions, cell: (webhook: Webhook) => <SwitchButton webhook={webhook} /> },
	];
}

function WebhookFilters({ state }: { state: Listed<Webhook>["filters"] }) {
	const shared = { form: "filter", state } as const;
	return (
		<>
			<Field {...shared} name="search" label={texts.admin.search} placeholder={words.search_hint} />
			<Field {...shared} name="owner" label={texts.admin.deliveries.recipient_id} inputmode="numeric" />
			<Field {...shared} name="scope" label={words.scope} choices={choicesOf(words.scopes)} required />
			<Field
				{...shared}
				name="is_active"
				label={texts.admin.state}
				choices={choicesOf({ true: words.on, false: words.off })}
				required
			/>
			<Field
				{...shared}
				name="has_failed"
				label={words.failed}
				choices={choicesOf({ true: texts.common.yes, false: texts.common.no })}
				required
			/>
		</>
	);
}

/** Everybody's webhooks. */
export const webhookListPages = newPages();

webhookListPages.get("/admin/webhooks", (c) =>
	adminListPage(c, {
		title: words.title,
		lead: words.lead,
		query: listWebhooksQuery,
		Filters: WebhookFilters,
		find: listWebhooks,
		columns,
		file: { item: webhookSchema, file: "webhooks" },
	}),
);
