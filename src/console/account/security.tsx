import type { Context } from "hono";
import { signedInContext } from "../../auth/authenticate.ts";
import { changePasswordBody } from "../../credentials/schema.ts";
import { changePassword } from "../../credentials/service.ts";
import { checked } from "../../http/checked.ts";
import { pageQuery } from "../../http/paging.ts";
import { flushOutbox } from "../../outbox/service.ts";
import { sessionIdParam } from "../../sessions/schema.ts";
import { endOwnSession, listSessions } from "../../sessions/service.ts";
import { goOn, sentFields, submit } from "../forms.ts";
import { type Listed, ListView, listed } from "../lists.tsx";
import { newPages } from "../router.ts";
import { dropSession } from "../session/cookies.ts";
import type { ConsoleEnv } from "../session/visit.ts";
import { fill, texts } from "../texts.ts";
import { Badge } from "../ui/badge.tsx";
import { ButtonForm, EMPTY_FORM, Field, FormFault, type FormState } from "../ui/form.tsx";
import { Moment, ZoneNote } from "../ui/time.tsx";
import { zoneOf } from "../zone.ts";
import { accountPage } from "./frame.tsx";

const words = texts.account.security;

type Session = Awaited<ReturnType<ReturnType<typeof listSessions>["page"]>>["results"][number];

function Password({ state }: { state: FormState }) {
	const form = { form: "password", state, required: true, type: "password" };
	return (
		<form method="post" action="/account/password" class="card own-form">
			<h2>{words.password}</h2>
			<FormFault state={state} fields={["old_password", "new_password"]} />
			<Field {...form} name="old_password" label={words.old_password} autocomplete="current-password" />
			<Field
				{...form}
				name="new_password"
				label={words.new_password}
				hint={texts.sign_in.registration.password_hint}
				autocomplete="new-password"
			/>
			<button type="submit" class="primary">
				{words.change}
			</button>
			<p class="hint">
				{words.no_password} <a href="/forgot">{words.by_mail}</a>
			</p>
		</form>
	);
}

function Sessions({ sessions, zone }: { sessions: Listed<Session>; zone: string }) {
	const nameOf = ({ device }: Session) => device ?? words.unknown_device;
	const columns = [
		{
			head: words.device,
			cell: (session: Session) => (
				<>
					{nameOf(session)} {session.is_current && <Badge tone="good">{words.this_one}</Badge>}
				</>
			),
		},
		{ head: words.place, cell: ({ place }: Session) => place ?? texts.common.unknown },
		{ head: words.since, cell: ({ created_at }: Session) => <Moment at={created_at} zone={zone} /> },
		{ head: words.last_used, cell: ({ last_used_at }: Session) => <Moment at={last_used_at} zone={zone} /> },
		{
			head: texts.common.actions,
			cell: (session: Session) => (
				<ButtonForm
					action={`/account/sessions/${session.id}/end`}
					text={words.end}
					label={fill(words.end_label, { device: nameOf(session) })}
					kind="quiet"
				/>
			),
		},
	];
	return (
		<section class="part">
			<div class="page-head">
				<h2>{words.sessions}</h2>
				<ButtonForm action="/sign-out/everywhere" text={words.end_all} kind="danger" confirm={words.end_all_confirm} />
			</div>
			<p class="hint">{words.sessions_hint}</p>
			<ListView listed={sessions} caption={words.sessions} columns={columns} />
			<ZoneNote zone={zone} />
		</section>
	);
}

async function securityPage(c: Context<ConsoleEnv>, state: FormState, status?: Parameters<typeof accountPage>[3]) {
	const context = signedInContext(c);
	const [zone, sessions] = await Promise.all([zoneOf(context), listed(c, pageQuery, () => listSessions(context))]);
	const content = (
		<>
			<div class="grid">
				<Password state={state} />
			</div>
			<Sessions sessions={sessions} zone={zone} />
		</>
	);
	return accountPage(c, "security", content, status);
}

/** How the visitor signs in, and where they are signed in. */
export const securityPages = newPages();

securityPages.get("/account/security", (c) => securityPage(c, EMPTY_FORM));

securityPages.post("/account/password", async (c) => {
	const fields = await sentFields(c);
	return submit(
		fields,
		async () => {
			const { old_password = "", new_password } = checked(changePasswordBody, fields);
			await changePassword(signedInContext(c), old_password, new_password);
			c.executionCtx.waitUntil(flushOutbox(c.env));
			return goOn(c, "/account/security", "password_changed");
		},
		(state, status) => securityPage(c, state, status),
	);
});

securityPages.post("/account/sessions/:id/end", async (c) => {
	const context = signedInContext(c);
	const { id } = checked(sessionIdParam, c.req.param());
	await endOwnSession(context, id);
	if (id !== context.actor.sessionId) return goOn(c, "/account/security", "session_ended");
	dropSession(c);
	return goOn(c, "/", "signed_out");
});
