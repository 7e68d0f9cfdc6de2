import { and, eq, exists, gte, inArray, lte, or, type SQL, sql } from "drizzle-orm";
import { visiblePatient, visiblePatients } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { listFrom } from "../db/list.ts";
import { isPresent } from "../doctors/presence.ts";
import { doctors } from "../doctors/table.ts";
import { settings } from "../env.ts";
import { firstOf, lastOf } from "../http/filters.ts";
import { contains, orderBy } from "../http/paging.ts";
import { problem } from "../http/problem.ts";
import { patients } from "../patients/table.ts";
import { ofPairs } from "./deciding.ts";
import type { ListMappingsQuery } from "./schema.ts";
import { mappings } from "./table.ts";

const ORDERINGS = { id: mappings.id, created_at: mappings.createdAt, established_on: mappings.establishedOn };

const fullName = (table: typeof doctors | typeof patients) =>
	sql<string>`trim(${table.firstName} || ' ' || ${table.lastName})`;

/** A doctor sees what they have asked for before they see the patient. */
function isVisible({ db, actor }: ServiceContext): SQL | undefined {
	const asked =
		actor.doctorId === null ? undefined : and(eq(mappings.doctorId, actor.doctorId), eq(mappings.status, "pending"));
	return or(visiblePatients(db, actor, mappings.patientId), asked);
}

function query(context: ServiceContext) {
	const { db, actor } = context;
	return db
		.select({
			mapping: mappings,
			doctorName: fullName(doctors),
			specialization: doctors.specialization,
			patientName: sql<string | null>`case when ${visiblePatients(db, actor)} then ${fullName(patients)} end`,
		})
		.from(mappings)
		.innerJoin(patients, eq(patients.id, mappings.patientId))
		.innerJoin(doctors, eq(doctors.id, mappings.doctorId));
}

type Row = Awaited<ReturnType<typeof query>>[number];

function mappingAnswer({ mapping, doctorName, patientName, specialization }: Row) {
	return {
		id: mapping.id,
		patient: mapping.patientId,
		patient_name: patientName,
		doctor: mapping.doctorId,
		doctor_name: doctorName,
		specialization,
		relationship_type: mapping.relationshipType,
		status: mapping.status,
		referral_source: mapping.referralSource,
		established_on: mapping.establishedOn,
		notes: mapping.notes,
		assigned_at: mapping.createdAt.toISOString(),
		created_at: mapping.createdAt.toISOString(),
		// A wish that came after an end keeps it in mind, but has not ended.
		ended_at: mapping.status === "pending" ? null : (mapping.endedAt?.toISOString() ?? null),
		version: mapping.version,
	};
}

/** The patient's name only where it may be known: of who was asked for, a search must not find it out. */
function searched({ db, actor }: ServiceContext, text: string): SQL | undefined {
	const inPatient = and(visiblePatients(db, actor), contains(fullName(patients), text));
	return or(contains(fullName(doctors), text), inPatient);
}

function filtered(
	context: ServiceContext,
	{ status, created_after, created_before, ...wanted }: ListMappingsQuery,
): SQL | undefined {
	const { clinicTimezone: zone } = settings(context.env);
	return and(
		status ? eq(mappings.status, status) : inArray(mappings.status, ["active", "pending"]),
		// What has ended stays on record; nobody is in the care of who does not practise here.
		status === "ended" || status === "declined" ? undefined : isPresent,
		wanted.patient ? eq(mappings.patientId, wanted.patient) : undefined,
		wanted.doctor ? eq(mappings.doctorId, wanted.doctor) : undefined,
		wanted.relationship_type ? eq(mappings.relationshipType, wanted.relationship_type) : undefined,
		created_after ? gte(mappings.createdAt, firstOf(created_after, zone)) : undefined,
		created_before ? lte(mappings.createdAt, lastOf(created_before, zone)) : undefined,
		wanted.search ? searched(context, wanted.search) : undefined,
	);
}

/** The mappings of the patients whom the actor sees. */
export function listMappings(context: ServiceContext, wanted: ListMappingsQuery) {
	return listFrom(context.db, {
		query: () => query(context).$dynamic(),
		where: and(isVisible(context), filtered(context, wanted)),
		id: mappings.id,
		order: orderBy(wanted.ordering, ORDERINGS, mappings.id),
		answer: mappingAnswer,
	});
}

/** The doctors of one patient whom the actor sees, else `not_found`. */
export async function listMappingsOf(context: ServiceContext, patientId: number, wanted: ListMappingsQuery) {
	await visiblePatient(context.db, context.actor, patientId);
	return listMappings(context, { ...wanted, patient: patientId });
}

/** A mapping that the actor sees, with its patient; else `not_found`. */
export async function visibleMapping(context: ServiceContext, id: number) {
	const row = await context.db
		.select({ mapping: mappings, patient: patients })
		.from(mappings)
		.innerJoin(patients, eq(patients.id, mappings.patientId))
		.where(and(eq(mappings.id, id), isVisible(context)))
		.get();
	if (!row) throw problem("not_found");
	return row;
}

/** Whether the actor sees the mapping: the condition of a write (`keptWhile`). */
export function isStillVisible(context: ServiceContext, id: number): SQL {
	const visible = context.db
		.select({ id: mappings.id })
		.from(mappings)
		.innerJoin(patients, eq(patients.id, mappings.patientId))
		.where(and(eq(mappings.id, id), isVisible(context)));
	return exists(visible);
}

/** The answer to one mapping that the actor sees, else `not_found`. */
export async function getMapping(context: ServiceContext, id: number) {
	const row = await query(context)
		.where(and(eq(mappings.id, id), isVisible(context)))
		.get();
	if (!row) throw problem("not_found");
	return mappingAnswer(row);
}

/** The answer to a mapping that this call has just made. */
export async function mappingOfPair(context: ServiceContext, patientId: number, doctorId: number) {
	const [mapping] = await mappingsOfPairs(context, [patientId], doctorId);
	if (!mapping) throw problem("internal");
	return mapping;
}

/** The same of many: what this call has made, or was told of that it is there. */
export async function mappingsOfPairs(context: ServiceContext, patientIds: readonly number[], doctorId: number) {
	return (await query(context).where(ofPairs(doctorId, patientIds))).map(mappingAnswer);
}
