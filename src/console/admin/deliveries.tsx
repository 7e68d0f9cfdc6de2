import { serviceContext } from "../../auth/authenticate.ts";
import { deliverySchema, listDeliveriesQuery } from "../../deliveries/schema.ts";
import { listDeliveries } from "../../deliveries/service.ts";
import { settings } from "../../env.ts";
import { download, type Listed, ListView, listed } from "../lists.tsx";
import { newPages } from "../router.ts";
import { fill, texts } from "../texts.ts";
import { Badge, type Tone } from "../ui/badge.tsx";
import { Field } from "../ui/form.tsx";
import { Moment, ZoneNote } from "../ui/time.tsx";
import { adminPage } from "./frame.tsx";
import { choicesOf, UserLink } from "./names.tsx";

const words = texts.admin.deliveries;

type Delivery = Awaited<ReturnType<ReturnType<typeof listDeliveries>["page"]>>["results"][number];

const TONES: Record<Delivery["status"], Tone> = {
	pending: "seen",
	sent: "good",
	skipped: "silent",
	failed: "critical",
};

function Recipient({ delivery: { recipient, webhook } }: { delivery: Delivery }) {
	if (recipient !== null) return <UserLink id={recipient} />;
	return webhook === null ? null : <a href={`/admin/webhooks/${webhook}`}>{fill(words.webhook, { id: webhook })}</a>;
}

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
		{ head: words.reason, cell: ({ reason }: Delivery) => reason?.replaceAll("_", " ") ?? "" },
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

deliveryPages.get("/admin/deliveries", async (c) => {
	const context = serviceContext(c);
	const find = (query: Parameters<typeof listDeliveries>[1]) => listDeliveries(context, query);
	const file = await download(c, listDeliveriesQuery, { item: deliverySchema, file: "deliveries" }, find);
	if (file) return file;
	const deliveries = await listed(c, listDeliveriesQuery, find);
	const zone = settings(c.env).clinicTimezone;
	return adminPage(c, {
		title: words.title,
		lead: words.lead,
		children: (
			<>
				<ZoneNote zone={zone} />
				<ListView
					listed={deliveries}
					caption={words.title}
					columns={columns(zone)}
					files={["csv"]}
					filters={<DeliveryFilters state={deliveries.filters} />}
				/>
			</>
		),
	});
});
