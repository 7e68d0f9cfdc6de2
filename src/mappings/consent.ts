import type { UserActor } from "../auth/actor.ts";
import { patientRight } from "../auth/policy.ts";

interface Wish {
	patient: { ownerId: number | null; userId: number | null };
	/** Whether the actor sees the patient. */
	isVisible: boolean;
	doctorId: number;
	/** Whether an admin has checked who the actor is. */
	isVerified: boolean;
}

/** Whether the actor speaks for the patient: the patient themself, the owner of the record, an admin. */
export function speaksFor(actor: UserActor, patient: Wish["patient"]): boolean {
	const right = patientRight(actor, patient);
	return right === "all" || right === "contact";
}

/**
 * Whether a doctor may be put in charge of a patient: at once by who speaks for the patient, and by a verified doctor of
 * themself; a doctor who is not verified, or who refers their patient to another, waits for consent; nobody else may.
 */
export function consentFor(actor: UserActor, wish: Wish): "given" | "needed" | "out of reach" {
	if (speaksFor(actor, wish.patient)) return "given";
	if (actor.doctorId === null) return "out of reach";
	if (actor.doctorId === wish.doctorId) return wish.isVerified ? "given" : "needed";
	return wish.isVisible ? "needed" : "out of reach";
}
