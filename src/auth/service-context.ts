import type { Database } from "../db/client.ts";
import type { SignedInActor, UserActor } from "./actor.ts";
import type { Origin } from "./origin.ts";

/** What a service needs to know of a call that anybody may make. Nothing of HTTP. */
export interface PublicContext {
	db: Database;
	env: Env;
	origin: Origin;
}

/** What a service needs to know of a call: on whose behalf, from where, and where the data lives. */
export interface ServiceContext extends PublicContext {
	actor: UserActor;
}

/** The same of a call that changes nothing: from where is nobody's business. */
export type ReadContext = Omit<ServiceContext, "origin">;

/** The call of somebody who has signed in, and not of a script with a personal access token. */
export interface SignedInContext extends PublicContext {
	actor: SignedInActor;
}
