import { and, eq, exists, isNotNull, isNull, ne, type SQL, sql } from "drizzle-orm";
import { auditRow } from "../audit/service.ts";
import { sees, visiblePatient } from "../auth/access.ts";
import { mayEditDoctor, patientRight } from "../auth/policy.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { goneProblem, keptWhile } from "../db/guards.ts";
import { doctors } from "../doctors/table.ts";
import { invalid, problem } from "../http/problem.ts";
import { eraseNow } from "./erasing.ts";
import { MOST_FILE_BYTES, tooLarge } from "./schema.ts";
import { existingDoctor, fileAnswer } from "./service.ts";
import { type ContentType, contentTypeOf, disguise, SIGNATURE_BYTES } from "./signature.ts";
import { type FILE_KINDS, files, type IDENTIFICATION_TYPES } from "./table.ts";

export interface Upload {
	/** The field of the form that the file came in, for refusals. */
	field: string;
	file: File;
	kind: (typeof FILE_KINDS)[number];
	identificationType?: (typeof IDENTIFICATION_TYPES)[number] | undefined;
}

type Owner = { patientId: number; doctorId: null } | { patientId: null; doctorId: number };

interface Checked extends Upload {
	contentType: ContentType;
}

/** Finds out what the bytes are. Throws `too_large`, or `invalid` for what may not be stored or comes in disguise. */
async function checked(upload: Upload): Promise<Checked> {
	const { field, file, kind } = upload;
	if (file.size > MOST_FILE_BYTES) throw tooLarge([field]);
	const start = await file.slice(0, SIGNATURE_BYTES).arrayBuffer();
	const contentType = contentTypeOf(new Uint8Array(start));
	if (!contentType) throw invalid(field, "must be a PDF, JPEG, PNG, GIF or WebP");
	const disguised = disguise(contentType, file.name, file.type);
	if (disguised) throw invalid(field, disguised);
	if (kind === "profile_image" && !contentType.startsWith("image/")) throw invalid(field, "must be an image");
	return { ...upload, contentType };
}

/** Whether the actor may still store files of the owner: a condition of the write. */
function isWithinReach({ db, actor }: ServiceContext, { patientId, doctorId }: Owner): SQL {
	if (patientId !== null) return sees(db, actor, patientId);
	return exists(
		db
			.select({ id: doctors.id })
			.from(doctors)
			.where(and(eq(doctors.id, doctorId), isNull(doctors.deletedAt))),
	);
}

/**
 * Stores a file. Its row is written first, hidden, so that there are never bytes that no row knows; it is shown once the
 * bytes are there, and in the same batch a new profile image hides the one before. What a crash leaves hidden, the
 * nightly clean-up erases. Throws `not_found` where the owner has gone out of reach meanwhile.
 */
async function store(context: ServiceContext, owner: Owner, upload: Checked) {
	const { db, env, actor, origin } = context;
	const { file, kind, identificationType = null, contentType } = upload;
	const key = crypto.randomUUID();
	const [hidden] = await db
		.insert(files)
		.values({
			...{ ...owner, kind, identificationType, contentType, key },
			...{ name: file.name, size: file.size, uploadedBy: actor.id, deletedAt: new Date() },
		})
		.returning({ id: files.id, key: files.key });
	if (!hidden) throw problem("internal");
	const { id } = hidden;
	await env.FILES.put(key, file, { httpMetadata: { contentType } });
	const { patientId, doctorId } = owner;
	const ofOwner = patientId === null ? eq(files.doctorId, doctorId) : eq(files.patientId, patientId);
	const replaced = and(
		...[ofOwner, eq(files.kind, "profile_image"), sql`${kind} = 'profile_image'`],
		...[ne(files.id, id), isNull(files.deletedAt)],
	);
	const createdAt = keptWhile(files.createdAt, isWithinReach(context, owner), isNotNull(files.deletedAt));
	const statements = [
		db.update(files).set({ deletedAt: null, createdAt }).where(eq(files.id, id)).returning(),
		db.update(files).set({ deletedAt: new Date() }).where(replaced).returning({ id: files.id, key: files.key }),
		auditRow(db, {
			...{ actor, origin, action: "file.create", entity: "file", entityId: id, patientId },
			fields: [kind],
		}),
	] as const;
	const [[shown], outdated] = await db.batch(statements).catch(async (error) => {
		const gone = goneProblem(error, files.createdAt);
		if (gone !== error) await eraseNow(env, db, [hidden]);
		throw gone;
	});
	if (!shown) throw problem("internal");
	await eraseNow(env, db, outdated);
	return fileAnswer(shown);
}

/** For a patient whom the actor sees: the patient, the owner, a doctor who treats them, and admins. */
export async function storePatientFile(context: ServiceContext, patientId: number, upload: Upload) {
	const patient = await visiblePatient(context.db, context.actor, patientId);
	if (patientRight(context.actor, patient) === "none") throw problem("forbidden");
	return store(context, { patientId, doctorId: null }, await checked(upload));
}

/** For a doctor: by the doctor, who made the profile, and admins. Where one of the files is wrong, none is stored. */
export async function storeDoctorFiles(context: ServiceContext, doctorId: number, uploads: readonly Upload[]) {
	const doctor = await existingDoctor(context.db, doctorId);
	if (!mayEditDoctor(context.actor, doctor))
		throw problem("forbidden", { detail: "Only the doctor, who made the profile, or an admin may do this." });
	if (uploads.some(({ identificationType, kind }) => identificationType && kind !== "means_of_identification"))
		throw invalid("identification_type", "is only for a means of identification");
	const right = await Promise.all(uploads.map(checked));
	return Promise.all(right.map((upload) => store(context, { patientId: null, doctorId }, upload)));
}
