import { signAccessToken } from "../auth/tokens.ts";
import type { Settings } from "../env.ts";
import { type Account, actorOf, userAnswer } from "./account.ts";

/** An access token of a session of the account. */
export function accessToken(settings: Settings, account: Account, sessionId: string): Promise<string> {
	return signAccessToken(settings, { ...actorOf(account), sessionId });
}

/** The union of what the five seeds answer to a registration or a login. */
export async function signedIn(
	settings: Settings,
	account: Account,
	session: { id: string; refresh: string },
	message: string,
) {
	const pair = { access: await accessToken(settings, account, session.id), refresh: session.refresh };
	const user = userAnswer(account);
	const { username, email, user_type, requested_user_type } = user;
	const flat = { user_id: user.id, username, email, user_type, requested_user_type };
	return { ...pair, token: pair.access, tokens: pair, user, ...flat, message };
}
