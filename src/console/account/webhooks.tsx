import type { Context } from "hono";
import { serviceContext } from "../../auth/authenticate.ts";
import { isAdmin } from "../../auth/policy.ts";
import { checked } from "../../http/checked.ts";
import { pageQuery } from "../../http/paging.ts";
import { createWebhook } from "../../webhooks/editing.ts";
import { createWebhookBody } from "../../webhooks/schema.ts";
import { listWebhooks } from "../../webhooks/service.ts";
import { submit } from "../forms.ts";
import { type Listed, ListView, listed } from "../lists.tsx";
import { newPages } from "../router.ts";
import type { ConsoleEnv } from "../session/visit.ts";
import { texts } from "../texts.ts";
import { EMPTY_FORM, FormFault, type FormState } from "../ui/form.tsx";
import { Moment, ZoneNote } from "../ui/time.tsx";
import { zoneOf } from "../zone.ts";
import { accountPage } from "./frame.tsx";
import { Secret } from "./secret.tsx";
import { Calling, sentWebhook, WEBHOOK_FIELDS, type Webhook, WebhookFields } from "./webhook-parts.tsx";

const words = texts.account.webhooks;

function NewWebhook({ state, mayHearAll }: { state: FormState; mayHearAll: boolean }) {
	return (
		<form method="post" action="/account/webhooks" class="card own-form wide">
			<h2>{words.new}</h2>
			<FormFault state={state} fields={WEBHOOK_FIELDS} />
			<WebhookFields form="webhook" state={state} mayHearAll={mayHearAll} />
			<button type="submit" class="primary">
				{words.create}
			</button>
		</form>
	);
}

function Webhooks({ webhooks, zone }: { webhooks: Listed<Webhook>; zone: string }) {
	const columns = [
		{ head: words.url, cell: ({ id, url }: Webhook) => <a href={`/account/webhooks/${id}`}>{url}</a> },
		{ head: words.description, cell: ({ description }: Webhook) => description },
		{ head: words.state, cell: (webhook: Webhook) => <Calling webhook={webhook} /> },
		{ head: words.scope, cell: ({ scope }: Webhook) => words.scopes[scope] },
		{ head: words.since, cell: ({ created_at }: Webhook) => <Moment at={created_at} zone={zone} /> },
	];
	return (
		<section class="part">
			<h2>{words.title}</h2>
			<p class="hint">{words.hint}</p>
			<ListView listed={webhooks} caption={words.title} columns={columns} />
			{webhooks.rows.length > 0 && <ZoneNote zone={zone} />}
		</section>
	);
}

interface WebhooksPage {
	state: FormState;
	/** One that was made just now: its secret is shown this once. */
	made?: { url: string; secret: string };
}

async function webhooksPage(
	c: Context<ConsoleEnv>,
	{ state, made }: WebhooksPage,
	status?: Parameters<typeof accountPage>[3],
) {
	const context = serviceContext(c);
	// An admin sees everybody's in the administration.
	const owner = context.actor.id;
	const [zone, webhooks] = await Promise.all([
		zoneOf(context),
		listed(c, pageQuery, (query) => listWebhooks(context, { ...query, owner })),
	]);
	const content = (
		<>
			{made && <Secret title={words.made} secret={made.secret} use={words.use} />}
			<Webhooks webhooks={webhooks} zone={zone} />
			<div class="grid">
				<NewWebhook state={state} mayHearAll={isAdmin(context.actor)} />
			</div>
		</>
	);
	return accountPage(c, "webhooks", content, status);
}

/** The addresses that are called when something happens to the visitor's patients. */
export const webhookPages = newPages();

webhookPages.get("/account/webhooks", (c) => webhooksPage(c, { state: EMPTY_FORM }));

// Answers the page itself: a secret goes into no address that it could be redirected to.
webhookPages.post("/account/webhooks", async (c) => {
	const { fields, body } = await sentWebhook(c);
	return submit(
		fields,
		async () => {
			const made = await createWebhook(serviceContext(c), checked(createWebhookBody, body));
			return webhooksPage(c, { state: EMPTY_FORM, made });
		},
		(state, status) => webhooksPage(c, { state }, status),
	);
});
