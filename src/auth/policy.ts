import type { Actor, UserActor } from "./actor.ts";
import { ROLES, type Role } from "./roles.ts";

const EVERYBODY = ROLES;

/**
 * What each role may do. Which patients an allowed action reaches is the visibility predicate's business
 * (`access.ts`), and who may change one patient is `patientRight`'s.
 */
const ALLOWED = {
	"session.end": EVERYBODY,
	"sessions.own": EVERYBODY,
	"personal-tokens.own": EVERYBODY,
	"password.change": EVERYBODY,
	"profile.own": EVERYBODY,
	"users.read": ["admin"],
	"users.manage": ["admin"],
	"patients.read": EVERYBODY,
	"patients.create": ["admin", "doctor", "patient", "user"],
	"patients.edit": ["admin", "doctor", "patient", "user"],
	"patients.delete": ["admin", "doctor", "user"],
	"patients.restore": ["admin"],
	"patients.erase": ["admin"],
	"patients.own": ["patient"],
	"patients.export": EVERYBODY,
	"accesses.read": ["admin", "doctor", "patient", "user"],
	"devices.read": EVERYBODY,
	"devices.write": ["admin", "doctor", "patient", "user"],
	"devices.restore": ["admin"],
	"heart-rate.read": EVERYBODY,
	"heart-rate.write": ["admin", "patient", "device"],
	// Who has roles beside the patient's erases their own only: the service sees to that.
	"heart-rate.erase": ["admin", "patient"],
	"alert-rules.read": EVERYBODY,
	"alert-rules.write": ["admin", "doctor", "user"],
	"alerts.read": EVERYBODY,
	// Not the patient: it stops the ladder for all who care for them.
	"alerts.acknowledge": ["admin", "staff", "doctor", "user"],
	"alerts.snooze": EVERYBODY,
	// Whoever may see more patients than themself.
	"ward.read": ["admin", "staff", "doctor", "user"],
	"devices.socket": ["device"],
	"streams.open": EVERYBODY,
	"notifications.own": EVERYBODY,
	"webhooks.own": EVERYBODY,
	"deliveries.read": ["admin"],
	"dead-letters.read": ["admin"],
	"dead-letters.replay": ["admin"],
	"doctors.read": EVERYBODY,
	"doctors.write": ["admin", "doctor", "user"],
	"doctors.restore": ["admin"],
	"doctors.own": ["doctor"],
	"mappings.read": EVERYBODY,
	"mappings.write": ["admin", "doctor", "patient", "user"],
	// A patient is only one.
	"mappings.bulk": ["admin", "doctor", "user"],
	"mappings.assign": ["admin", "doctor"],
	"appointments.read": EVERYBODY,
	"appointments.write": EVERYBODY,
	// The practice fills its diary; nobody else needs so many.
	"appointments.bulk": ["admin", "staff", "doctor"],
	"appointments.restore": ["admin"],
	"health-records.read": EVERYBODY,
	"health-records.write": ["patient"],
	"health-records.comment": ["admin", "doctor"],
	"health-records.patients": ["doctor"],
	"records.read": EVERYBODY,
	"records.write": ["admin", "doctor"],
	"records.restore": ["admin"],
	"charts.read": EVERYBODY,
	"charts.write": ["admin", "doctor", "patient", "user"],
	"charts.restore": ["admin"],
	"assessments.read": EVERYBODY,
	"assessments.write": ["admin", "doctor"],
	"assessments.restore": ["admin"],
	"files.read": EVERYBODY,
	"files.write": ["admin", "doctor", "patient", "user"],
	"audit.read": ["admin"],
} as const satisfies Record<string, readonly (Role | "device")[]>;

export type Action = keyof typeof ALLOWED;

/** What only a session may do: a script's token must not be able to make itself a successor, or lock its owner out. */
const NEEDS_SESSION: ReadonlySet<Action> = new Set<Action>([
	"session.end",
	"sessions.own",
	"personal-tokens.own",
	"password.change",
	"users.manage",
]);

export function rolesAllowed(action: Action): readonly (Role | "device")[] {
	return ALLOWED[action];
}

/** Whether the role table lets this actor do this at all. */
export function may(actor: Actor, action: Action): boolean {
	const allowed = rolesAllowed(action);
	if (actor.kind === "device") return allowed.includes("device");
	if (actor.sessionId === null && NEEDS_SESSION.has(action)) return false;
	return actor.roles.some((role) => allowed.includes(role));
}

export function isAdmin(actor: UserActor): boolean {
	return actor.roles.includes("admin");
}

/** Admin and staff see every patient. */
export function seesEverybody(actor: UserActor): boolean {
	return isAdmin(actor) || actor.roles.includes("staff");
}

interface PatientTies {
	ownerId: number | null;
	userId: number | null;
}

export type PatientRight = "all" | "clinical" | "contact" | "none";

/**
 * What the actor may change of a patient whom they see: admin and owner all of it, the patient their contact and
 * demographics, a mapped doctor (the only other one who sees it and may edit) the clinical fields, staff nothing.
 */
export function patientRight(actor: UserActor, patient: PatientTies): PatientRight {
	if (isAdmin(actor) || patient.ownerId === actor.id) return "all";
	if (patient.userId === actor.id) return "contact";
	// Who is staff too sees patients beyond the mapping, and so writes nothing.
	return actor.roles.includes("doctor") && !seesEverybody(actor) ? "clinical" : "none";
}

/** Who may change a doctor: who created the record, the doctor themself, and admins. */
export function mayEditDoctor(actor: UserActor, doctor: { creatorId: number | null; userId: number | null }): boolean {
	return isAdmin(actor) || doctor.creatorId === actor.id || doctor.userId === actor.id;
}
