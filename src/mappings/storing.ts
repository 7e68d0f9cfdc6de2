import { and, eq, ne, type SQL, sql } from "drizzle-orm";
import { auditRows } from "../audit/service.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic, notNullViolation, type Statement } from "../db/client.ts";
import { presentDoctorId } from "../doctors/presence.ts";
import { isKnownAlready, type Names, noDoctor, ofPairs } from "./deciding.ts";
import { mappingsEnd } from "./ending.ts";
import { announceStart } from "./events.ts";
import type { CreateMappingBody } from "./schema.ts";
import { mappings } from "./table.ts";

/** The statements that end the care of the primary-care doctors of a patient, but of this one. */
export function endOtherPrimaryCare(context: ServiceContext, patientId: number, doctorId: number): Statement[] {
	const others = and(
		eq(mappings.patientId, patientId),
		eq(mappings.status, "active"),
		eq(mappings.relationshipType, "primary_care"),
		ne(mappings.doctorId, doctorId),
	);
	return mappingsEnd(context, sql`${others}`);
}

export type Details = Omit<CreateMappingBody, "patient" | "doctor">;

export interface Wanted extends Details {
	patientIds: readonly number[];
	doctorId: number;
	status: "active" | "pending";
	takesOver: boolean;
	/** The status of a pair that there is already, by the one that it has; null refuses it. */
	statusOfKnown: SQL;
}

/** The statement that makes a mapping, or takes an ended one up again. */
function insertion({ db, actor }: ServiceContext, patientId: number, wanted: Wanted) {
	const { doctorId, status, takesOver, relationship_type: relationshipType = "primary_care" } = wanted;
	const { referral_source: referralSource, established_on: establishedOn, notes } = wanted;
	const values = { status, takesOver, relationshipType, referralSource, establishedOn, notes, createdBy: actor.id };
	const now = new Date();
	return db
		.insert(mappings)
		.values({ patientId, doctorId: presentDoctorId(doctorId), ...values, createdAt: now })
		.onConflictDoUpdate({
			target: [mappings.patientId, mappings.doctorId],
			set: {
				...values,
				status: wanted.statusOfKnown,
				createdAt: sql`case when ${mappings.status} = 'active' then ${mappings.createdAt} else ${now.getTime()} end`,
				updatedAt: now,
				// A wish for what has ended remembers it: it is not the first.
				endedAt: status === "pending" ? sql`${mappings.endedAt}` : null,
				version: sql`${mappings.version} + 1`,
			},
		});
}

/**
 * Makes the mappings of one doctor to these patients, all or none, with their audit rows and events. Throws `invalid` on
 * the doctor, and `conflict` where one of the pairs is by now what refuses it.
 */
export async function store(context: ServiceContext, wanted: Wanted, names: Names, also: Statement[] = []) {
	const { db, actor, origin } = context;
	const { patientIds, doctorId, status } = wanted;
	const action = status === "active" ? "mapping.start" : "mapping.request";
	await atomic(db, [
		announceStart(context, status, wanted),
		...also,
		...patientIds.map((patientId) => insertion(context, patientId, wanted)),
		auditRows(
			db,
			{ actor, origin, action, entity: "mapping" },
			sql`select id, patient_id from mappings where ${ofPairs(doctorId, patientIds)}`,
		),
	]).catch((error) => {
		const column = notNullViolation(error);
		if (column === "mappings.doctor_id") throw noDoctor(names);
		throw column === "mappings.status" ? isKnownAlready() : error;
	});
}
