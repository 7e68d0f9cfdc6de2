import type { UserActor } from "../auth/actor.ts";
import { isAdmin, type PatientRight } from "../auth/policy.ts";

/** Doctors assess the patients whom they treat or whose record they made, never themselves; admins anybody. */
export function mayAssess(actor: UserActor, right: PatientRight): boolean {
	const isClinician = isAdmin(actor) || actor.doctorId !== null;
	return isClinician && (right === "all" || right === "clinical");
}

/** Who assessed, and an admin, may change an assessment that they see. */
export const mayEditAssessment = (actor: UserActor, { practitioner }: { practitioner: number }): boolean =>
	practitioner === actor.id || isAdmin(actor);
