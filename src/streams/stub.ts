import { settings } from "../env.ts";
import { within } from "../monitor/stub.ts";
import type { Viewer } from "./viewer.ts";

/** The one door to the object that holds a user's live streams: nothing that outlasts a change of the settings. */
export function viewerOf(env: Env, userId: number): DurableObjectStub<Viewer> {
	return within(env.VIEWERS, settings(env).place).getByName(String(userId));
}
