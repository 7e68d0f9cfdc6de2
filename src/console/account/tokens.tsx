import type { Context } from "hono";
import { signedInContext } from "../../auth/authenticate.ts";
import { checked } from "../../http/checked.ts";
import { pageQuery } from "../../http/paging.ts";
import { idParam } from "../../http/route.ts";
import { flushOutbox } from "../../outbox/service.ts";
import { createTokenBody, DAY_MS, DEFAULT_DAYS } from "../../personal-tokens/schema.ts";
import { createPersonalToken, listPersonalTokens, revokePersonalToken } from "../../personal-tokens/service.ts";
import { goOn, sentFields, submit } from "../forms.ts";
import { type Listed, ListView, listed } from "../lists.tsx";
import { newPages } from "../router.ts";
import type { ConsoleEnv } from "../session/visit.ts";
import { count, fill, texts } from "../texts.ts";
import { ButtonForm, EMPTY_FORM, Field, FormFault, type FormState } from "../ui/form.tsx";
import { Moment, ZoneNote } from "../ui/time.tsx";
import { zoneOf } from "../zone.ts";
import { accountPage } from "./frame.tsx";
import { Secret } from "./secret.tsx";

const words = texts.account.tokens;

type Token = Awaited<ReturnType<ReturnType<typeof listPersonalTokens>["page"]>>["results"][number];

const SCOPES = [
	["read", words.read],
	["write", words.write],
] as const;

/** How long a new token works. */
const DAYS = [7, 30, DEFAULT_DAYS, 365].map((days) => [String(days), count(words.days, days)] as const);

function NewToken({ state }: { state: FormState }) {
	const form = { form: "token", state, required: true };
	return (
		<form method="post" action="/account/tokens" class="card own-form">
			<h2>{words.new}</h2>
			<FormFault state={state} fields={["name", "scope", "days"]} />
			<Field {...form} name="name" label={words.name} hint={words.name_hint} maxlength={60} />
			<Field {...form} name="scope" label={words.scope} choices={SCOPES} value="read" />
			<Field {...form} name="days" label={words.lasts} choices={DAYS} value={String(DEFAULT_DAYS)} />
			<button type="submit" class="primary">
				{words.create}
			</button>
		</form>
	);
}

function Tokens({ tokens, zone }: { tokens: Listed<Token>; zone: string }) {
	const columns = [
		{ head: words.name, cell: ({ name }: Token) => name },
		{ head: words.ending, cell: ({ hint }: Token) => <code>…{hint}</code> },
		{ head: words.scope, cell: ({ scope }: Token) => words[scope] },
		{ head: words.expires, cell: ({ expires_at }: Token) => <Moment at={expires_at} zone={zone} /> },
		{
			head: words.last_used,
			cell: ({ last_used_at }: Token) => (last_used_at ? <Moment at={last_used_at} zone={zone} /> : words.never),
		},
		{
			head: texts.common.actions,
			cell: ({ id, name }: Token) => (
				<ButtonForm
					action={`/account/tokens/${id}/revoke`}
					text={words.revoke}
					label={fill(words.revoke_label, { name })}
					kind="danger"
					confirm={fill(words.revoke_confirm, { name })}
				/>
			),
		},
	];
	return (
		<section class="part">
			<h2>{words.title}</h2>
			<p class="hint">{words.hint}</p>
			<ListView listed={tokens} caption={words.title} columns={columns} />
			{tokens.rows.length > 0 && <ZoneNote zone={zone} />}
		</section>
	);
}

interface TokensPage {
	state: FormState;
	/** A token that was made just now: shown this once. */
	made?: { name: string; token: string };
}

async function tokensPage(
	c: Context<ConsoleEnv>,
	{ state, made }: TokensPage,
	status?: Parameters<typeof accountPage>[3],
) {
	const context = signedInContext(c);
	const [zone, tokens] = await Promise.all([zoneOf(context), listed(c, pageQuery, () => listPersonalTokens(context))]);
	const content = (
		<>
			{made && <Secret title={fill(words.made, { name: made.name })} secret={made.token} use={words.use} />}
			<Tokens tokens={tokens} zone={zone} />
			<div class="grid">
				<NewToken state={state} />
			</div>
		</>
	);
	return accountPage(c, "tokens", content, status);
}

/** With what the visitor's scripts act for them. */
export const tokenPages = newPages();

tokenPages.get("/account/tokens", (c) => tokensPage(c, { state: EMPTY_FORM }));

// Answers the page itself: a secret goes into no address that it could be redirected to.
tokenPages.post("/account/tokens", async (c) => {
	const fields = await sentFields(c);
	return submit(
		fields,
		async () => {
			const { name, scope, days } = fields;
			const lasts = DAYS.some(([choice]) => choice === days) ? Number(days) : DEFAULT_DAYS;
			const expires_at = new Date(Date.now() + lasts * DAY_MS).toISOString();
			const made = await createPersonalToken(signedInContext(c), checked(createTokenBody, { name, scope, expires_at }));
			c.executionCtx.waitUntil(flushOutbox(c.env));
			return tokensPage(c, { state: EMPTY_FORM, made });
		},
		(state, status) => tokensPage(c, { state }, status),
	);
});

tokenPages.post("/account/tokens/:id/revoke", async (c) => {
	await revokePersonalToken(signedInContext(c), checked(idParam, c.req.param()).id);
	return goOn(c, "/account/tokens", "removed");
});
