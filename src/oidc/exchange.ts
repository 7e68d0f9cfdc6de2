import * as oauth from "oauth4webapi";
import { z } from "zod";
import { email, LONGEST_WORD } from "../accounts/schema.ts";
import type { Attempt, newSecrets } from "./attempts.ts";
import { checkSignature, discover, requestOptions } from "./discovery.ts";
import type { OidcProvider } from "./providers.ts";
import type { Stranger } from "./recognition.ts";

const SCOPE = "openid email profile";

/** Where a browser signs in: the provider's page. Throws what the library throws where the provider is out of reach. */
export async function signInPage(
	{ issuer, clientId }: OidcProvider,
	{ state, nonce, codeVerifier }: ReturnType<typeof newSecrets>,
	redirectUri: string,
): Promise<string> {
	const server = await discover(issuer);
	const page = new URL(server.authorization_endpoint ?? "");
	if (page.protocol !== "https:" && page.protocol !== new URL(issuer).protocol) throw new TypeError("no https");
	const parameters = {
		response_type: "code",
		client_id: clientId,
		redirect_uri: redirectUri,
		scope: SCOPE,
		state,
		nonce,
		code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
		code_challenge_method: "S256",
	};
	for (const [name, value] of Object.entries(parameters)) page.searchParams.set(name, value);
	return page.href;
}

/** By HTTP Basic, which every provider has to know, unless it says that it takes the secret in the body only. */
function authentication(server: oauth.AuthorizationServer, { clientSecret }: OidcProvider): oauth.ClientAuth {
	const methods = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
	const inBody = !methods.includes("client_secret_basic") && methods.includes("client_secret_post");
	return inBody ? oauth.ClientSecretPost(clientSecret) : oauth.ClientSecretBasic(clientSecret);
}

/**
 * Exchanges the code of a callback for who has signed in: the answer's state and issuer, the code, the ID token's
 * issuer, audience, expiry, nonce and signature have all to be right. Throws what the library throws where they are not,
 * or where the provider is out of reach.
 */
export async function redeem(
	provider: OidcProvider,
	attempt: Attempt,
	callback: { parameters: URLSearchParams; state: string; redirectUri: string },
): Promise<Stranger> {
	const { issuer, clientId } = provider;
	const server = await discover(issuer);
	const client = { client_id: clientId };
	const options = requestOptions(issuer);
	const parameters = oauth.validateAuthResponse(server, client, callback.parameters, callback.state);
	const response = await oauth.authorizationCodeGrantRequest(
		server,
		client,
		authentication(server, provider),
		parameters,
		callback.redirectUri,
		attempt.codeVerifier,
		options,
	);
	const expected = { expectedNonce: attempt.nonce, requireIdToken: true };
	const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, expected);
	await checkSignature(issuer, server, response);
	const { iss, sub, ...profile } = idClaims.parse(oauth.getValidatedIdTokenClaims(tokens));
	if (profile.email !== undefined || !server.userinfo_endpoint) return stranger(iss, sub, profile);
	const answer = await oauth.userInfoRequest(server, client, tokens.access_token, options);
	const userInfo = await oauth.processUserInfoResponse(server, client, sub, answer);
	return stranger(iss, sub, profileClaims.parse(userInfo));
}

const personName = z
	.string()
	.transform((text) => text.trim().slice(0, LONGEST_WORD))
	.catch("");

/** What is not as we know it counts as not said, but for the identity itself. */
const profileClaims = z.object({
	email: z.unknown().optional(),
	email_verified: z.unknown().optional(),
	given_name: personName,
	family_name: personName,
});
const idClaims = profileClaims.extend({ iss: z.string(), sub: z.string().min(1).max(255) });

/** An address and whether it is proven come from the same source, always. */
function stranger(issuer: string, subject: string, claims: z.infer<typeof profileClaims>): Stranger {
	return {
		issuer,
		subject,
		email: email.safeParse(claims.email).data ?? null,
		emailVerified: claims.email_verified === true,
		firstName: claims.given_name,
		lastName: claims.family_name,
	};
}
