import { serviceContext } from "../../auth/authenticate.ts";
import { settings } from "../../env.ts";
import { checked } from "../../http/checked.ts";
import { pageQuery } from "../../http/paging.ts";
import { listAttempts, replayAttempt, testWebhook } from "../../webhooks/attempts.ts";
import { editWebhook } from "../../webhooks/editing.ts";
import { attemptParam, attemptSchema } from "../../webhooks/schema.ts";
import { getWebhook } from "../../webhooks/service.ts";
import { sentFields } from "../forms.ts";
import { download, ListView, listed } from "../lists.tsx";
import { newPages } from "../router.ts";
import { fill, texts } from "../texts.ts";
import { Badge } from "../ui/badge.tsx";
import { ButtonForm } from "../ui/form.tsx";
import { Moment, ZoneNote } from "../ui/time.tsx";
import { adminPage } from "./frame.tsx";
import { goBack, idIn, versionIn } from "./going.ts";
import { UserLink } from "./names.tsx";
import { eventsOf, SwitchButton, type Webhook, WebhookBadge } from "./webhooks.tsx";

const words = texts.admin.webhooks;

type Attempt = Awaited<ReturnType<Awaited<ReturnType<typeof listAttempts>>["page"]>>["results"][number];

function Facts({ webhook, zone }: { webhook: Webhook; zone: string }) {
	const { id, url, owner, owner_name, scope, description, created_at, updated_at, is_active } = webhook;
	const label = fill(words.label, { text: words.test, url });
	return (
		<section class="card" aria-label={url}>
			<dl class="facts">
				<dt>{texts.admin.state}</dt>
				<dd>
					<WebhookBadge webhook={webhook} />
				</dd>
				<dt>{words.owner}</dt>
				<dd>
					<UserLink id={owner} name={owner_name} />
				</dd>
				<dt>{words.description}</dt>
				<dd>{description || texts.common.none}</dd>
				<dt>{words.scope}</dt>
				<dd>{words.scopes[scope]}</dd>
				<dt>{words.events}</dt>
				<dd>{eventsOf(webhook)}</dd>
				<dt>{words.made}</dt>
				<dd>
					<Moment at={created_at} zone={zone} />
				</dd>
				<dt>{words.changed}</dt>
				<dd>{updated_at ? <Moment at={updated_at} zone={zone} /> : texts.admin.never}</dd>
			</dl>
			<div class="actions">
				<SwitchButton webhook={webhook} />
				{is_active && <ButtonForm action={`/admin/webhooks/${id}/test`} text={words.test} label={label} />}
			</div>
		</section>
	);
}

function columns({ id, is_active }: Webhook, zone: string) {
	return [
		{ head: texts.admin.when, cell: ({ at }: Attempt) => <Moment at={at} zone={zone} /> },
		{ head: words.events, cell: ({ event_type }: Attempt) => <code>{event_type}</code> },
		{
			head: words.answer,
			cell: ({ status_code, reason }: Attempt) => (
				<Badge tone={reason === null ? "good" : "alert"}>{status_code ?? words.no_answer}</Badge>
			),
		},
		{ head: words.reason, cell: ({ reason }: Attempt) => reason ?? words.fine },
		{ head: words.took, cell: ({ duration_ms }: Attempt) => duration_ms, isNumber: true },
		{
			head: texts.common.actions,
			cell: (attempt: Attempt) =>
				is_active && (
					<ButtonForm
						action={`/admin/webhooks/${id}/attempts/${attempt.id}/replay`}
						text={words.replay}
						label={fill(words.replay_label, { event: attempt.event_id })}
						kind="quiet"
					/>
				),
		},
	];
}

/** One webhook with its calls. */
export const webhookPages = newPages();

webhookPages.get("/admin/webhooks/:id", async (c) => {
	const context = serviceContext(c);
	const id = idIn(c);
	const find = () => listAttempts(context, id);
	const file = await download(c, pageQuery, { item: attemptSchema, file: "attempts" }, find);
	if (file) return file;
	const [webhook, attempts] = await Promise.all([getWebhook(context, id), listed(c, pageQuery, find)]);
	const zone = settings(c.env).clinicTimezone;
	return adminPage(c, {
		title: webhook.url,
		children: (
			<>
				<ZoneNote zone={zone} />
				<Facts webhook={webhook} zone={zone} />
				<h2>{words.attempts}</h2>
				<p class="hint">{words.attempts_hint}</p>
				<ListView listed={attempts} caption={words.attempts} columns={columns(webhook, zone)} files={["csv"]} />
			</>
		),
	});
});

for (const [name, is_active, done] of [
	["on", true, "activated"],
	["off", false, "deactivated"],
] as const)
	webhookPages.post(`/admin/webhooks/:id/${name}`, async (c) => {
		await editWebhook(serviceContext(c), idIn(c), { is_active }, versionIn(await sentFields(c)));
		return goBack(c, "/admin/webhooks", done);
	});

webhookPages.post("/admin/webhooks/:id/test", async (c) => {
	const id = idIn(c);
	await testWebhook(serviceContext(c), id);
	return goBack(c, `/admin/webhooks/${id}`, "sent_again");
});

webhookPages.post("/admin/webhooks/:id/attempts/:item/replay", async (c) => {
	const attempt = checked(attemptParam, c.req.param());
	await replayAttempt(serviceContext(c), attempt);
	return goBack(c, `/admin/webhooks/${attempt.id}`, "sent_again");
});
