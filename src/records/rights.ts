import type { UserActor } from "../auth/actor.ts";
import { isAdmin, patientRight, seesEverybody } from "../auth/policy.ts";

interface PatientTies {
	ownerId: number | null;
	userId: number | null;
}

export type AuthorRole = "patient" | "doctor" | "admin";

/**
 * The role by which the actor writes records and comments of a patient whom they see: an admin, or a doctor who treats
 * the patient, by a mapping or as the owner. Undefined for who only looks on. Nobody is their own doctor. By the actor's
 * token, as all here: of a doctor the database has the last word.
 */
export function writingRole(actor: UserActor, patient: PatientTies): "doctor" | "admin" | undefined {
	if (isAdmin(actor)) return "admin";
	if (actor.doctorId === null || patient.userId === actor.id) return undefined;
	return patientRight(actor, patient) === "none" ? undefined : "doctor";
}

/** A record is changed by its author, while they have the role by which they wrote it, or by an admin. */
export function mayEditRecord(actor: UserActor, record: { createdBy: number; authorRole: AuthorRole }): boolean {
	return isAdmin(actor) || (record.createdBy === actor.id && isStill(actor, record.authorRole));
}

const isStill = (actor: UserActor, role: AuthorRole) =>
	role === "doctor" ? actor.doctorId !== null : actor.roles.includes(role);

/** Private comments are for the clinic: never for the patient, nor for an owner who is no doctor. */
export function seesPrivateComments(actor: UserActor, patient: PatientTies): boolean {
	if (patient.userId === actor.id) return false;
	return seesEverybody(actor) || actor.doctorId !== null;
}
