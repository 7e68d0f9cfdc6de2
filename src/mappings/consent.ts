import type { UserActor } from "../auth/actor.ts";
import { patientRight } from "../auth/policy.ts";

interface Wish {
	patient: { ownerId: number | null; userId: number | null };
	/** Whether the actor sees the patient. */
	isVisible: boolean;
	doctorId: number;
	/** Whether an admin has checked who the actor is. */
	isVerified: boolean;
	/** Whether there was care, or a wish for it, that has ended, and has not begun again. */
	hasEnded: boolean;
}

export type Consent = "given" | "not needed" | "needed" | "out of reach";

/** Whether the actor speaks for the patient: the patient themself, the owner of the record, an admin. */
export function speaksFor(actor: UserActor, patient: Wish["patient"]): boolean {
	const right = patientRight(actor, patient);
	return right === "all" || right === "contact";
}

/** Who speaks for the patient, and the doctor of a mapping, may change what is noted of it, and end it. */
export const mayEditMapping = (actor: UserActor, patient: Wish["patient"], doctorId: number): boolean =>
	doctorId === actor.doctorId || speaksFor(actor, patient);

/**
 * Whether a doctor may be put in charge of a patient: at once by who speaks for the patient, and by a verified doctor of
 * themself, but not where they were put out of care or refused before; a doctor who is not verified, or who refers their
 * patient to another, waits for consent; nobody else may.
 */
export function consentFor(actor: UserActor, wish: Wish): Consent {
	if (speaksFor(actor, wish.patient)) return "given";
	if (actor.doctorId === null) return "out of reach";
	if (actor.doctorId !== wish.doctorId) return wish.isVisible ? "needed" : "out of reach";
	return wish.isVerified && !wish.hasEnded ? "not needed" : "needed";
}

const DAYS_OF_REST = 30;

/** Until when (Unix ms) nobody asks again for a doctor who was declined. */
export const restsUntil = (declinedAt: number): number => declinedAt + DAYS_OF_REST * 24 * 60 * 60 * 1000;

/** Whoever was declined by then may be asked for again now; both Unix ms. */
export const declinedBy = (now: number): number => now - DAYS_OF_REST * 24 * 60 * 60 * 1000;
