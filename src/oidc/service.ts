import { type Account, userIdOf } from "../accounts/account.ts";
import { usernameFor } from "../accounts/creation.ts";
import { createAccount } from "../accounts/service.ts";
import { openSession, refused } from "../accounts/sign-in.ts";
import type { signedIn } from "../accounts/signed-in.ts";
import { auditRow } from "../audit/service.ts";
import type { Role } from "../auth/roles.ts";
import type { PublicContext } from "../auth/service-context.ts";
import { notNullViolation, uniqueViolation } from "../db/client.ts";
import { settings } from "../env.ts";
import { type Problem, problem, unauthenticated } from "../http/problem.ts";
import { noticeRow } from "../mail/notices.ts";
import { attemptRow, newSecrets, takeAttempt } from "./attempts.ts";
import { redeem, signInPage } from "./exchange.ts";
import { failureOf } from "./failures.ts";
import { candidates, identityRow, ifProven } from "./identities.ts";
import type { OidcProvider } from "./providers.ts";
import { type Refusal, type Stranger, whoIsIt } from "./recognition.ts";

function providerOf(env: Env, id: string): OidcProvider {
	const provider = settings(env).oidcProviders.find((candidate) => candidate.id === id);
	if (!provider) throw problem("not_found");
	return provider;
}

/**
 * Begins a sign-in: the provider's page to send the browser to, and the state that the browser has to bring back. An
 * account gets the role if the callback has to create one. Throws `not_found` for an unknown provider and
 * `provider_unavailable` for one that does not answer.
 */
export async function beginSignIn({ db, env, origin }: PublicContext, id: string, role: Role, redirectUri: string) {
	const provider = providerOf(env, id);
	const secrets = newSecrets();
	const page = await signInPage(provider, secrets, redirectUri).catch((error) => {
		throw failureOf(provider, origin, error);
	});
	await attemptRow(db, provider.id, role, secrets);
	return { page, state: secrets.state };
}

/** What a browser brings back from a provider. */
interface Callback {
	parameters: URLSearchParams;
	state: string;
	/** The state that the browser was given when it began: it is the same browser. */
	ownState: string | undefined;
	/** As when it began. */
	redirectUri: string;
}

/**
 * Ends a sign-in: finds, links or creates the account of who has signed in at the provider, and opens a session. Throws
 * `unauthenticated` where the callback does not belong to a sign-in that this browser began, or the provider does not
 * confirm it; `no_verified_email` and `conflict` where the account cannot be told; `not_found` and
 * `provider_unavailable` as above.
 */
export async function finishSignIn(context: PublicContext, id: string, callback: Callback) {
	const provider = providerOf(context.env, id);
	const { state, ownState } = callback;
	const attempt = state === ownState ? await takeAttempt(context.db, provider.id, state) : undefined;
	if (!attempt)
		return refuse(context, unauthenticated("This browser has begun no such sign-in, or too long ago: start again."));
	const stranger = await redeem(provider, attempt, callback).catch((error) =>
		refuse(context, failureOf(provider, context.origin, error)),
	);
	return enter(context, { provider, stranger, role: attempt.role });
}

/** Records that a sign-in has failed, and throws why. */
async function refuse({ db, origin }: PublicContext, why: Problem, userId: number | null = null): Promise<never> {
	await auditRow(db, { actor: null, origin, action: "session.failure", entity: "user", entityId: userId });
	throw why;
}

const REFUSALS: Record<Refusal, (provider: string) => Problem> = {
	"inactive account": () => refused(),
	"no email": (provider) =>
		problem("no_verified_email", {
			detail: `${provider} tells us no e-mail address of yours: add one there, or register here with a password.`,
		}),
	"unverified email": (provider) =>
		problem("no_verified_email", {
			detail: `Your e-mail address is not confirmed at ${provider}: confirm it there, and start again.`,
		}),
	"unconfirmed account": (provider) =>
		problem("conflict", {
			detail:
				"There is an account with your e-mail address that has never proven it. Set a new password by mail, which " +
				`makes the account yours alone: then ${provider} can sign you in.`,
		}),
};

interface Arrival {
	provider: OidcProvider;
	stranger: Stranger;
	role: Role;
}

/** How often a sign-in looks again, because another one was faster; once is enough for any two. */
const MOST_LOOKS = 3;

async function enter(context: PublicContext, arrival: Arrival, look = 1): ReturnType<typeof signedIn> {
	const { provider, stranger } = arrival;
	const verdict = whoIsIt(stranger, await candidates(context.db, stranger));
	try {
		switch (verdict.is) {
			case "known":
				return await openSession(context, verdict.account, { message: "Signed in." });
			case "linkable":
				return await link(context, arrival, verdict.account);
			case "new":
				return await create(context, arrival, verdict.email);
			case "refused":
				return await refuse(context, REFUSALS[verdict.reason](provider.name), verdict.account?.user.id);
		}
	} catch (error) {
		if (look < MOST_LOOKS && isOvertaken(error)) return enter(context, arrival, look + 1);
		throw error;
	}
}

/** The names or the account are not any more what they were when we looked. */
const isOvertaken = (error: unknown) =>
	uniqueViolation(error) !== undefined || notNullViolation(error) === "identities.user_id";

function link(context: PublicContext, { provider, stranger }: Arrival, account: Account) {
	const { db, origin } = context;
	const { id } = account.user;
	return openSession(context, account, {
		message: `Signed in. Your account knows you by ${provider.name} from now on.`,
		also: [
			identityRow(db, stranger, ifProven(id, stranger.email)),
			auditRow(db, { actor: { kind: "user", id }, origin, action: "identity.link", entity: "user", entityId: id }),
			noticeRow(db, "sign_in_linked", id, { details: { Provider: provider.name } }),
		],
	});
}

async function create(context: PublicContext, { stranger, role }: Arrival, email: string) {
	const { db } = context;
	const { firstName, lastName } = stranger;
	const username = await usernameFor(db, email);
	const nothing = { phoneNumber: null, gender: null, dateOfBirth: null, address: null, requestedRole: null };
	return createAccount(context, {
		person: { ...nothing, username, email, firstName, lastName, acceptedTerms: false, roles: [role] },
		passwordHash: null,
		emailVerifiedAt: new Date(),
		message: "Registered.",
		also: [identityRow(db, stranger, userIdOf(username))],
	});
}
