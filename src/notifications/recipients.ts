import { and, eq, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import { users } from "../accounts/table.ts";
import type { Called } from "../alert-engine/rules.ts";
import { isAwake } from "../alerts/snoozes.ts";
import type { Role } from "../auth/roles.ts";
import type { Database } from "../db/client.ts";
import { isPresent } from "../doctors/presence.ts";
import { doctors } from "../doctors/table.ts";
import { mappings } from "../mappings/table.ts";
import { assignedDoctor } from "../patients/answer.ts";
import { patients } from "../patients/table.ts";
import type { NotificationEvent, PatientEvent } from "./events.ts";

const isPatient = eq(users.id, patients.userId);
const isOwner = eq(users.id, patients.ownerId);
/** Who hears what is meant for the patient: the owner, where nobody signs in as the patient. */
const isAddressee = or(isPatient, and(isNull(patients.userId), isOwner));

/** What a deletion itself brings about, and so is told of a deleted patient; of anything else nobody is told any more. */
const TOLD_OF_DELETED: ReadonlySet<PatientEvent["type"]> = new Set(["appointment.cancelled", "mapping.ended"]);

const hasRole = (role: Role): SQL => sql`exists (select 1 from json_each(${users.roles}) where value = ${role})`;

/** Whom an event concerns, of the people who have to do with its patient. */
function concerned(db: Database, event: PatientEvent): SQL | undefined {
	const doctorWhere = (where: SQL | undefined) =>
		sql`${users.id} in ${db
			.select({ id: doctors.userId })
			.from(doctors)
			.where(and(where, isNotNull(doctors.userId), isPresent))}`;
	const treating = db
		.select({ id: mappings.doctorId })
		.from(mappings)
		.where(and(eq(mappings.patientId, event.patient_id), eq(mappings.status, "active")));
	const called = (to: Called): SQL => {
		switch (to) {
			case "patient":
				return isPatient;
			case "owner":
				return isOwner;
			case "doctors":
				return doctorWhere(sql`${doctors.id} in ${treating}`);
			case "assigned_doctor":
				return doctorWhere(sql`${doctors.id} = ${assignedDoctor}`);
			case "staff":
			case "admins":
				return hasRole(to === "staff" ? "staff" : "admin");
		}
	};
	switch (event.type) {
		case "alert.escalated":
			return called(event.to);
		case "alert.opened":
		case "alert.raised":
		case "alert.closed":
			return or(isPatient, isOwner, doctorWhere(sql`${doctors.id} in ${treating}`));
		case "assessment.flagged": {
			const treats = or(sql`${doctors.id} in ${treating}`, eq(doctors.userId, patients.ownerId));
			// Nobody is their own doctor.
			return and(doctorWhere(treats), sql`${users.id} is not ${patients.userId}`);
		}
		case "mapping.started":
			return doctorWhere(eq(doctors.id, event.doctor_id));
		case "mapping.ended":
			return or(isPatient, isOwner, doctorWhere(eq(doctors.id, event.doctor_id)));
		case "mapping.requested":
		case "doctor.assigned":
			return or(isPatient, isOwner);
		case "record.created":
			return doctorWhere(sql`${doctors.id} = ${assignedDoctor}`);
		case "comment.added":
			return isAddressee;
		default:
			return or(isAddressee, doctorWhere(eq(doctors.id, event.doctor_id)));
	}
}

/** The ids of the active users whose inboxes an event belongs into: never of who did it. */
export async function recipients(db: Database, event: NotificationEvent): Promise<number[]> {
	if (event.type === "webhook.disabled") {
		const owner = and(eq(users.id, event.owner_id), eq(users.isActive, true));
		return (await db.select({ id: users.id }).from(users).where(owner)).map(({ id }) => id);
	}
	const actorId = "actor_id" in event ? event.actor_id : null;
	const awake = "rule_id" in event ? isAwake(db, event, Date.now()) : undefined;
	const isThere = TOLD_OF_DELETED.has(event.type) ? undefined : isNull(patients.deletedAt);
	const rows = await db
		.select({ id: users.id })
		.from(patients)
		.innerJoin(users, and(eq(users.isActive, true), concerned(db, event), awake))
		.where(and(eq(patients.id, event.patient_id), isThere));
	return rows.map((row) => row.id).filter((id) => id !== actorId);
}
