import { deliverySchema, listDeliveriesQuery } from "../../deliveries/schema.ts";
import { listDeliveries } from "../../deliveries/service.ts";
import type { Listed } from "../lists.tsx";
import { newPages } from "../router.ts";
import { fill, texts } from "../texts.ts";
import { Badge, type Tone } from "../ui/badge.tsx";
import { Field } from "../ui/form.tsx";
import { Moment } from "../ui/time.tsx";
import { adminListPage } from "./list.tsx";
import { choicesOf, UserLink } from "./names.tsx";

const words = texts.admin.deliveries;

type Delivery = Awaited<ReturnType<ReturnType<typeof listDeliveries>["page"]>>["results"][number];

const TONES: Record<Delivery["status"], Tone> = {
	pending: "seen",
	sent: "good",
	skipped: "silent",
	failed: "critical",
};

function Recipient({ delivery: { recipient, recipient_name, webhook } }: { delivery: Delivery }) {
	if (recipient !== null) return <UserLink id={recipient} name={recipient_name} />;
	return webhook === null ? null : <a href={`/admin/webhooks/${webhook}`}>{fill(words.webhook, { id: webhook })}</a>;
}

/** What is no code of ours is what the other side said. */
const whyOf = ({ reason }: Delivery): string =>
	Object.entries(words.reasons).find(([code]) => code === reason)?.[1] ?? reason ?? "";

function columns(zone: string) {
	return [
		{ head: texts.admin.when, cell: ({ at }: Delivery) => <Moment at={at} zone={zone} /> },
		{ head: words.event, cell: ({ event_type }: Delivery) => <code>{event_type}</code> },
		{ head: words.recipient, cell: (delivery: Delivery) => <Recipient delivery={delivery} /> },
		{ head: words.channel, cell: ({ channel }: Delivery) => words.channels[channel] },
		{
			head: texts.admin.state,
			cell: ({ status }: Delivery) => <Badge tone={TONES[status]}>{words.statuses[status]}</Badge>,
		},
		{ head: words.reason, cell: whyOf },
		{ head: words.attempts, cell: ({ attempts }: Delivery) => attempts, isNumber: true },
		{ head: words.event_id, cell: ({ event_id }: Delivery) => <code>{event_id}</code> },
	];
}

function DeliveryFilters({ state }: { state: Listed<Delivery>["filters"] }) {
	const shared = { form: "filter", state } as const;
	return (
		<>
			<Field {...shared} name="recipient" label={words.recipient_id} inputmode="numeric" />
			<Field {...shared} name="channel" label={words.channel} choices={choicesOf(words.channels)} required />
			<Field {...shared} name="status" label={texts.admin.state} choices={choicesOf(words.statuses)} required />
			<Field {...shared} name="event_id" label={words.event_id} />
		</>
	);
}

/** What was sent to whom, and by which way. */
export const deliveryPages = newPages();

deliveryPages.get("/admin/deliveries", (c) =>
	adminListPage(c, {
		title: words.title,
		lead: words.lead,
		query: listDeliveriesQuery,
		Filters: DeliveryFilters,
		find: listDeliveries,
		columns,
		file: { item: deliverySchema, file: "deliveries" },
	}),
);
