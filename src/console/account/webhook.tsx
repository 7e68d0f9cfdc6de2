import type { Context } from "hono";
import { serviceContext } from "../../auth/authenticate.ts";
import { checked } from "../../http/checked.ts";
import { pageQuery } from "../../http/paging.ts";
import { idParam } from "../../http/route.ts";
import { flushOutbox } from "../../outbox/service.ts";
import { listAttempts, replayAttempt, testWebhook } from "../../webhooks/attempts.ts";
import { deleteWebhook, editWebhook, rotateSecret } from "../../webhooks/editing.ts";
import { attemptParam, editWebhookBody } from "../../webhooks/schema.ts";
import { getWebhook } from "../../webhooks/service.ts";
import { goOn, sentFields, submit } from "../forms.ts";
import { type Listed, ListView, listed } from "../lists.tsx";
import { newPages } from "../router.ts";
import type { ConsoleEnv } from "../session/visit.ts";
import { fill, texts } from "../texts.ts";
import { Badge } from "../ui/badge.tsx";
import { ButtonForm, EMPTY_FORM, FormFault, type FormState } from "../ui/form.tsx";
import { Moment, ZoneNote } from "../ui/time.tsx";
import { zoneOf } from "../zone.ts";
import { accountPage } from "./frame.tsx";
import { Secret } from "./secret.tsx";
import { Calling, sentWebhook, WEBHOOK_FIELDS, type Webhook, WebhookFields } from "./webhook-parts.tsx";

const words = texts.account.webhooks;

type Attempt = Awaited<ReturnType<Awaited<ReturnType<typeof listAttempts>>["page"]>>["results"][number];

function Actions({ webhook }: { webhook: Webhook }) {
	const { id, is_active: isOn, version } = webhook;
	const path = `/account/webhooks/${id}`;
	return (
		<div class="actions">
			<Calling webhook={webhook} />
			{isOn && <ButtonForm action={`${path}/test`} text={words.test} />}
			<ButtonForm
				action={`${path}/switch`}
				text={isOn ? words.switch_off : words.switch_on}
				fields={{ is_active: String(!isOn), version }}
			/>
			<ButtonForm action={`${path}/rotate`} text={words.rotate} confirm={words.rotate_confirm} />
			<ButtonForm
				action={`${path}/remove`}
				text={texts.common.remove}
				kind="danger"
				fields={{ version }}
				confirm={words.remove_confirm}
			/>
		</div>
	);
}

function EditWebhook({ webhook, state }: { webhook: Webhook; state: FormState }) {
	return (
		<form method="post" action={`/account/webhooks/${webhook.id}`} class="card own-form wide">
			<h3>{words.edit}</h3>
			<FormFault state={state} fields={WEBHOOK_FIELDS} />
			<input type="hidden" name="version" value={String(webhook.version)} />
			<WebhookFields form="webhook" state={state} webhook={webhook} />
			<button type="submit" class="primary">
				{texts.common.save}
			</button>
		</form>
	);
}

function Attempts({ webhook, attempts, zone }: { webhook: Webhook; attempts: Listed<Attempt>; zone: string }) {
	const columns = [
		{ head: words.at, cell: ({ at }: Attempt) => <Moment at={at} zone={zone} /> },
		{ head: words.event, cell: ({ event_type }: Attempt) => <code>{event_type}</code> },
		{
			head: words.outcome,
			cell: ({ reason }: Attempt) =>
				reason ? (
					<>
						<Badge tone="alert">{words.failed}</Badge> <span class="hint">{reason}</span>
					</>
				) : (
					<Badge tone="good">{words.delivered}</Badge>
				),
		},
		{ head: words.took, cell: ({ duration_ms }: Attempt) => `${duration_ms} ms`, isNumber: true },
		{
			head: texts.common.actions,
			cell: ({ id, event_type }: Attempt) =>
				webhook.is_active && (
					<ButtonForm
						action={`/account/webhooks/${webhook.id}/attempts/${id}/replay`}
						text={words.replay}
						label={fill(words.replay_label, { event: event_type })}
						kind="quiet"
					/>
				),
		},
	];
	return (
		<section class="part">
			<h3>{words.attempts}</h3>
			<ListView listed={attempts} caption={words.attempts} columns={columns} />
			{attempts.rows.length > 0 && <ZoneNote zone={zone} />}
		</section>
	);
}

interface WebhookPage {
	state: FormState;
	/** A new one: shown this once. */
	secret?: string;
}

async function webhookPage(
	c: Context<ConsoleEnv>,
	id: number,
	{ state, secret }: WebhookPage,
	status?: Parameters<typeof accountPage>[3],
) {
	const context = serviceContext(c);
	const [webhook, zone, attempts] = await Promise.all([
		getWebhook(context, id),
		zoneOf(context),
		listed(c, pageQuery, () => listAttempts(context, id)),
	]);
	const content = (
		<>
			<p>
				<a href="/account/webhooks">{words.all}</a>
			</p>
			<h2>{webhook.description || webhook.url}</h2>
			{secret && <Secret title={words.rotated} secret={secret} use={words.rotated_use} />}
			<Actions webhook={webhook} />
			<Attempts webhook={webhook} attempts={attempts} zone={zone} />
			<div class="grid">
				<EditWebhook webhook={webhook} state={state} />
			</div>
		</>
	);
	return accountPage(c, "webhooks", content, status);
}

const WEBHOOK = "/account/webhooks/:id{[0-9]+}";
const idOf = (c: Context<ConsoleEnv>) => checked(idParam, { id: c.req.param("id") }).id;
const pathOf = (id: number) => `/account/webhooks/${id}`;

/** One webhook and what became of its calls. */
export const oneWebhookPages = newPages();

oneWebhookPages.get(WEBHOOK, (c) => webhookPage(c, idOf(c), { state: EMPTY_FORM }));

oneWebhookPages.post(WEBHOOK, async (c) => {
	const { fields, body } = await sentWebhook(c);
	const id = idOf(c);
	return submit(
		fields,
		async () => {
			await editWebhook(serviceContext(c), id, checked(editWebhookBody, body), Number(fields.version));
			return goOn(c, pathOf(id), "saved");
		},
		// What somebody else has changed is shown as it is now: to look at, and to change once more.
		(state, status) =>
			webhookPage(c, id, { state: status === 412 ? { ...EMPTY_FORM, message: state.message } : state }, status),
	);
});

oneWebhookPages.post(`${WEBHOOK}/switch`, async (c) => {
	const id = idOf(c);
	const { is_active, version } = await sentFields(c);
	await editWebhook(serviceContext(c), id, { is_active: is_active === "true" }, Number(version));
	return goOn(c, pathOf(id), "saved");
});

oneWebhookPages.post(`${WEBHOOK}/test`, async (c) => {
	const id = idOf(c);
	await testWebhook(serviceContext(c), id);
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return goOn(c, pathOf(id), "webhook_sent");
});

// Answers the page itself: a secret goes into no address that it could be redirected to.
oneWebhookPages.post(`${WEBHOOK}/rotate`, async (c) => {
	const id = idOf(c);
	const { secret } = await rotateSecret(serviceContext(c), id);
	return webhookPage(c, id, { state: EMPTY_FORM, secret });
});

oneWebhookPages.post(`${WEBHOOK}/remove`, async (c) => {
	const { version } = await sentFields(c);
	await deleteWebhook(serviceContext(c), idOf(c), Number(version));
	return goOn(c, "/account/webhooks", "removed");
});

oneWebhookPages.post(`${WEBHOOK}/attempts/:item{[0-9]+}/replay`, async (c) => {
	const { id, item } = checked(attemptParam, c.req.param());
	await replayAttempt(serviceContext(c), { id, item });
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return goOn(c, pathOf(id), "webhook_sent");
});
