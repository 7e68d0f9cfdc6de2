import { within } from "../monitor/stub.ts";
import type { Viewer } from "./viewer.ts";

/** The one door to the object that holds a user's live streams. */
export function viewerOf({ VIEWERS, JURISDICTION }: Env, userId: number): DurableObjectStub<Viewer> {
	return within(VIEWERS, JURISDICTION).getByName(String(userId));
}
