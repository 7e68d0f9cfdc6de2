import type { UserActor } from "../auth/actor.ts";
import type { PatientRight } from "../auth/policy.ts";

/**
 * Whether the actor may delete a patient's file that they see. Deletion is for good: only what one has uploaded oneself,
 * or anything as the record's owner or an admin.
 */
export function mayDelete(actor: UserActor, right: PatientRight, { uploadedBy }: { uploadedBy: number }): boolean {
	return right === "all" || (right !== "none" && uploadedBy === actor.id);
}
