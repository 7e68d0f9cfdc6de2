import type { Context } from "hono";
import type { userAnswer } from "../../accounts/account.ts";
import { serviceContext } from "../../auth/authenticate.ts";
import { resendVerification } from "../../credentials/service.ts";
import { checked } from "../../http/checked.ts";
import { flushOutbox } from "../../outbox/service.ts";
import { editProfileBody } from "../../profile/schema.ts";
import { editProfile, getProfile } from "../../profile/service.ts";
import { nameOf } from "../../sessions/browser.ts";
import { goOn, sentFields, submit } from "../forms.ts";
import { newPages } from "../router.ts";
import { keepName } from "../session/cookies.ts";
import type { ConsoleEnv } from "../session/visit.ts";
import { fill, texts } from "../texts.ts";
import { Badge } from "../ui/badge.tsx";
import { ButtonForm, EMPTY_FORM, Field, FormFault, type FormState } from "../ui/form.tsx";
import { accountPage } from "./frame.tsx";

const words = texts.account.profile;

type User = ReturnType<typeof userAnswer>;

const FIELDS = ["first_name", "last_name", "email", "phone_number", "current_password"] as const;

function Standing({ user }: { user: User }) {
	const { requested_user_type: wish, doctor_id: doctor, is_verified, roles } = user;
	return (
		<>
			{wish && !roles.includes(wish) && <p class="notice">{fill(words.waits, { role: texts.roles[wish] })}</p>}
			{doctor !== null && !is_verified && <p class="notice">{words.unverified_doctor}</p>}
		</>
	);
}

function Confirm({ user }: { user: User }) {
	if (user.email === null || user.email_verified) return null;
	return (
		<section class="notice">
			<h2>{words.confirm}</h2>
			<p>{fill(words.confirm_why, { email: user.email })}</p>
			<div class="actions">
				<a class="button primary" href="/verify">
					{words.enter_code}
				</a>
				<ButtonForm action="/account/email/resend" text={words.resend} />
			</div>
		</section>
	);
}

function Facts({ user }: { user: User }) {
	return (
		<section class="card">
			<h2>{words.facts}</h2>
			<dl class="facts">
				<dt>{words.username}</dt>
				<dd>{user.username}</dd>
				<dt>{words.roles}</dt>
				<dd>{user.roles.map((role) => texts.roles[role]).join(", ")}</dd>
				{user.email && (
					<>
						<dt>{words.email}</dt>
						<dd>
							{user.email}{" "}
							<Badge tone={user.email_verified ? "good" : "silent"}>
								{user.email_verified ? words.confirmed : words.not_confirmed}
							</Badge>
						</dd>
					</>
				)}
			</dl>
			{user.patient_id !== null && (
				<p>
					<a href={`/patients/${user.patient_id}/details`}>{words.patient_details}</a>
				</p>
			)}
		</section>
	);
}

function Profile({ user, state }: { user: User; state: FormState }) {
	const form = { form: "profile", state };
	return (
		<>
			<Standing user={user} />
			<Confirm user={user} />
			<div class="grid">
				<form method="post" action="/account" class="card own-form">
					<h2>{words.contact}</h2>
					<FormFault state={state} fields={FIELDS} />
					<Field
						{...form}
						name="first_name"
						label={words.first_name}
						value={user.first_name}
						autocomplete="given-name"
					/>
					<Field {...form} name="last_name" label={words.last_name} value={user.last_name} autocomplete="family-name" />
					<Field
						{...form}
						name="phone_number"
						label={words.phone}
						value={user.phone_number}
						type="tel"
						autocomplete="tel"
					/>
					<Field {...form} name="email" label={words.email} value={user.email} type="email" autocomplete="email" />
					<Field
						{...form}
						name="current_password"
						label={words.current_password}
						hint={words.current_password_hint}
						type="password"
						autocomplete="current-password"
					/>
					<button type="submit" class="primary">
						{texts.common.save}
					</button>
				</form>
				<Facts user={user} />
			</div>
		</>
	);
}

async function profilePage(c: Context<ConsoleEnv>, state: FormState, status?: Parameters<typeof accountPage>[3]) {
	const { user } = await getProfile(serviceContext(c));
	return accountPage(c, "profile", <Profile user={user} state={state} />, status);
}

/** What was changed in the form: the account and the profile beside it may differ in what was left alone. */
function changed(fields: Record<string, string>, user: User): Record<string, string> {
	const shown: Record<string, unknown> = user;
	return Object.fromEntries(
		FIELDS.flatMap((name) => {
			const sent = fields[name];
			return sent === undefined || sent === (shown[name] ?? "") ? [] : [[name, sent]];
		}),
	);
}

/** Who the visitor is, and how they are reached. */
export const profilePages = newPages();

profilePages.get("/account", (c) => profilePage(c, EMPTY_FORM));

profilePages.post("/account", async (c) => {
	const fields = await sentFields(c);
	const context = serviceContext(c);
	return submit(
		fields,
		async () => {
			const { user: before } = await getProfile(context);
			const body = checked(editProfileBody, changed(fields, before));
			const { user } = await editProfile(context, body, { whole: false });
			c.executionCtx.waitUntil(flushOutbox(c.env));
			keepName(c, nameOf({ firstName: user.first_name, lastName: user.last_name, username: user.username }));
			return goOn(c, "/account", user.email === before.email ? "saved" : "verification_sent");
		},
		(state, status) => profilePage(c, state, status),
	);
});

profilePages.post("/account/email/resend", async (c) => {
	await resendVerification(serviceContext(c));
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return goOn(c, "/account", "verification_sent");
});
