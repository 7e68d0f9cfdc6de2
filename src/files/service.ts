import { and, eq, isNotNull, isNull, or, type SQL } from "drizzle-orm";
import { noteAccess } from "../accesses/noting.ts";
import { auditRow } from "../audit/service.ts";
import { visiblePatient, visiblePatients } from "../auth/access.ts";
import type { UserActor } from "../auth/actor.ts";
import { isAdmin, mayEditDoctor } from "../auth/policy.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic, type Database } from "../db/client.ts";
import { listFrom } from "../db/list.ts";
import { doctors } from "../doctors/table.ts";
import { orderBy } from "../http/paging.ts";
import { problem } from "../http/problem.ts";
import { patients } from "../patients/table.ts";
import type { ListFilesQuery } from "./schema.ts";
import { files } from "./table.ts";

const ORDERINGS = { id: files.id, name: files.name, size: files.size, created_at: files.createdAt };

export type FileRow = typeof files.$inferSelect;

export const fileAnswer = (file: FileRow) => ({
	id: file.id,
	patient: file.patientId,
	doctor: file.doctorId,
	kind: file.kind,
	identification_type: file.identificationType,
	name: file.name,
	content_type: file.contentType,
	size: file.size,
	url: `/api/files/${file.id}/`,
	uploaded_by: file.uploadedBy,
	created_at: file.createdAt.toISOString(),
});

/** The doctor, whom every signed-in person may know; else `not_found`. */
export async function existingDoctor(db: Database, id: number) {
	const doctor = await db
		.select({ id: doctors.id, userId: doctors.userId, creatorId: doctors.creatorId })
		.from(doctors)
		.where(and(eq(doctors.id, id), isNull(doctors.deletedAt)))
		.get();
	if (!doctor) throw problem("not_found");
	return doctor;
}

function listWhere(db: Database, query: ListFilesQuery, ofOwner: SQL | undefined) {
	return listFrom(db, {
		query: () => db.select().from(files).$dynamic(),
		where: and(ofOwner, isNull(files.deletedAt), query.kind ? eq(files.kind, query.kind) : undefined),
		id: files.id,
		order: orderBy(query.ordering, ORDERINGS, files.id),
		answer: fileAnswer,
	});
}

/** The files of a patient whom the actor sees, else `not_found`. */
export async function listPatientFiles(context: ServiceContext, patientId: number, query: ListFilesQuery) {
	const { db, actor } = context;
	await visiblePatient(db, actor, patientId);
	noteAccess(context, patientId, "files");
	return listWhere(db, query, eq(files.patientId, patientId));
}

/** A doctor's files: all of them for those who speak for the doctor, the profile image for others. */
export async function listDoctorFiles({ db, actor }: ServiceContext, doctorId: number, query: ListFilesQuery) {
	const doctor = await existingDoctor(db, doctorId);
	const shown = mayEditDoctor(actor, doctor) ? undefined : eq(files.kind, "profile_image");
	return listWhere(db, query, and(eq(files.doctorId, doctorId), shown));
}

/** Which files the actor sees: of patients whom they see; of doctors for whom they speak, and any doctor's image. */
function visibleFiles(db: Database, actor: UserActor): SQL | undefined {
	const ofDoctor = isAdmin(actor)
		? undefined
		: or(eq(doctors.userId, actor.id), eq(doctors.creatorId, actor.id), eq(files.kind, "profile_image"));
	return and(
		isNull(files.deletedAt),
		or(
			and(isNotNull(files.patientId), visiblePatients(db, actor)),
			and(isNotNull(files.doctorId), isNull(doctors.deletedAt), ofDoctor),
		),
	);
}

/** A file that the actor sees, with whose it is; else `not_found`. */
export async function visibleFile({ db, actor }: ServiceContext, id: number) {
	const found = await db
		.select({ file: files, patient: patients, doctor: doctors })
		.from(files)
		.leftJoin(patients, eq(patients.id, files.patientId))
		.leftJoin(doctors, eq(doctors.id, files.doctorId))
		.where(and(eq(files.id, id), visibleFiles(db, actor)))
		.get();
	if (!found) throw problem("not_found");
	return found;
}

/**
 * The bytes of a file that the actor sees. Whoever reads another person's document leaves an audit row; images, which
 * every page shows, and one's own do not.
 */
export async function openFile(context: ServiceContext, id: number) {
	const { db, env, actor, origin } = context;
	const { file, patient, doctor } = await visibleFile(context, id);
	const stored = await env.FILES.get(file.key);
	// Deleted since the row was read.
	if (!stored) throw problem("not_found");
	const isOwn = (patient ?? doctor)?.userId === actor.id;
	if (patient && file.kind !== "profile_image") noteAccess(context, patient.id, "files");
	if (!isOwn && file.kind !== "profile_image")
		await atomic(db, [
			auditRow(db, {
				...{ actor, origin, action: "file.read", entity: "file", entityId: id },
				patientId: file.patientId,
			}),
		]);
	return { file, stored };
}
