import * as oauth from "oauth4webapi";
import type { Origin } from "../auth/origin.ts";
import { type Problem, problem, unauthenticated } from "../http/problem.ts";
import { DiscoveryError } from "./discovery.ts";
import type { OidcProvider } from "./providers.ts";

/** The library's codes for an answer that is there and that must not be believed. */
const UNBELIEVABLE: readonly (string | undefined)[] = [
	oauth.INVALID_RESPONSE,
	oauth.JSON_ATTRIBUTE_COMPARISON,
	oauth.JWT_CLAIM_COMPARISON,
	oauth.JWT_TIMESTAMP_CHECK,
	oauth.KEY_SELECTION,
];
/** What a provider sends a browser back with where it is itself out of order. */
const OUT_OF_ORDER: readonly string[] = ["server_error", "temporarily_unavailable"];

/** Why a person is not signed in; undefined where it is the provider, or what we know of it, that is out of order. */
function reasonFor({ name }: OidcProvider, error: unknown): string | undefined {
	if (error instanceof oauth.AuthorizationResponseError) {
		if (error.error === "access_denied") return `The sign-in with ${name} was cancelled.`;
		return OUT_OF_ORDER.includes(error.error) ? undefined : `${name} refused the sign-in.`;
	}
	if (error instanceof oauth.ResponseBodyError && error.error === "invalid_grant")
		return `${name} does not take this sign-in any more, or never did: start again.`;
	if (error instanceof oauth.OperationProcessingError && UNBELIEVABLE.includes(error.code))
		return `The answer of ${name} does not belong to this sign-in: start again.`;
	return undefined;
}

/** What people cause themselves, day by day. */
const EVERYDAY: readonly unknown[] = ["access_denied", "invalid_grant"];

const word = (value: unknown) => (typeof value === "string" ? value.slice(0, 60) : undefined);

/** Logs codes alone: the messages and causes of errors may hold tokens. */
function log({ id }: OidcProvider, { requestId }: Origin, failure: unknown): void {
	const seen = failure instanceof DiscoveryError ? failure.cause : failure;
	const { name, code, error: answer }: Record<string, unknown> = Object(seen);
	if (EVERYDAY.includes(answer)) return;
	const words = { error: word(name), code: word(code), answer: word(answer) };
	console.warn(JSON.stringify({ level: "warn", request_id: requestId, oidc_provider: id, ...words }));
}

/** What a person is told of a failure between us and a provider; who runs the server finds its codes in the log. */
export function failureOf(provider: OidcProvider, origin: Origin, error: unknown): Problem {
	log(provider, origin, error);
	const reason = reasonFor(provider, error);
	if (reason !== undefined) return unauthenticated(reason);
	const detail = `${provider.name} cannot be reached or does not answer as it should: try again later.`;
	return problem("provider_unavailable", { detail });
}
