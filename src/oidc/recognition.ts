/** Somebody as a provider describes them. */
export interface Stranger {
	issuer: string;
	subject: string;
	/** Null where the provider tells none. */
	email: string | null;
	/** The provider says that the address is theirs. */
	emailVerified: boolean;
	firstName: string;
	lastName: string;
}

/** What a decision needs to know of an account. */
interface Candidate {
	user: { isActive: boolean; emailVerifiedAt: Date | null };
}

export type Refusal = "no email" | "unverified email" | "unconfirmed account" | "inactive account";

export type Verdict<A> =
	| { is: "known"; account: A }
	/** Their account, which does not know yet that they are the same. */
	| { is: "linkable"; account: A }
	| { is: "new"; email: string }
	| { is: "refused"; reason: Refusal; account?: A };

/**
 * Which account is this stranger's? The provider's word for them counts first: their e-mail address may change. An
 * address is proof only where both sides have seen it proven, so that nobody who claims another's address, here or at
 * the provider, gets into their account or gets them into one of his. Pure.
 */
export function whoIsIt<A extends Candidate>(
	{ email, emailVerified }: Stranger,
	{ byIdentity, byEmail }: { byIdentity: A | undefined; byEmail: A | undefined },
): Verdict<A> {
	const account = byIdentity ?? (emailVerified ? byEmail : undefined);
	if (account && !account.user.isActive) return { is: "refused", reason: "inactive account", account };
	if (byIdentity) return { is: "known", account: byIdentity };
	if (email === null) return { is: "refused", reason: "no email" };
	if (!emailVerified) return { is: "refused", reason: "unverified email" };
	if (!byEmail) return { is: "new", email };
	if (byEmail.user.emailVerifiedAt === null) return { is: "refused", reason: "unconfirmed account", account: byEmail };
	return { is: "linkable", account: byEmail };
}
