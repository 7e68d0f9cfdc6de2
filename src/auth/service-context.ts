import type { Database } from "../db/client.ts";
import type { UserActor } from "./actor.ts";

/** What a service needs to know of a call: on whose behalf, and where the data lives. Nothing of HTTP. */
export interface ServiceContext {
	actor: UserActor;
	db: Database;
	env: Env;
	requestId: string;
}
