import type { NotificationMail } from "../mail/events.ts";
import type { WebhookDelivery } from "../webhooks/events.ts";
import type { Channels, HeldBack } from "./channels.ts";
import type { NotificationEvent } from "./events.ts";

/** One way by which the event is to reach somebody; `message` is what announces it to the queue. */
export interface Plan {
	channel: "inbox" | "email" | "webhook";
	recipient: number | null;
	webhook: number | null;
	status: "sent" | "skipped" | "pending";
	reason: HeldBack | null;
	message: string | null;
}

/** Either it goes out, by a message of its own, or it is held back for a reason. */
const outgoing = (reason: HeldBack | null, message: NotificationMail | WebhookDelivery) =>
	reason === null
		? ({ status: "pending", reason, message: JSON.stringify(message) } as const)
		: ({ status: "skipped", reason, message: null } as const);

/**
 * By which ways an event goes to these people, and to the webhooks that listen: those with an owner keep the owner's quiet
 * hours, the clinic's have none.
 */
export function plansFor(
	{ event_id }: NotificationEvent,
	people: ReadonlyMap<number, Channels>,
	hooks: readonly { id: number; owner: number | null }[],
): Plan[] {
	const toPeople = [...people].flatMap(([recipient, { email }]): Plan[] => {
		const mail = { type: "mail.notification", event_id: `${event_id}:${recipient}`, user_id: recipient } as const;
		return [
			{ channel: "inbox", recipient, webhook: null, status: "sent", reason: null, message: null },
			{ channel: "email", recipient, webhook: null, ...outgoing(email, { ...mail, about: event_id }) },
		];
	});
	const toWebhooks = hooks.map(({ id, owner }): Plan => {
		const reason = owner === null ? null : (people.get(owner)?.webhook ?? null);
		const call = { type: "webhook.delivery", event_id, webhook_id: id, attempt: 0 } as const;
		return { channel: "webhook", recipient: null, webhook: id, ...outgoing(reason, call) };
	});
	return [...toPeople, ...toWebhooks];
}
