import { patients } from "../patients/table.ts";
import { records } from "./table.ts";

/** What a record's answer is made of; select it from `records` joined with `patients`. */
export const recordColumns = { record: records, patient: patients };

export interface RecordRow {
	record: typeof records.$inferSelect;
	patient: typeof patients.$inferSelect;
}

export function recordAnswer({ record, patient }: RecordRow) {
	return {
		id: record.id,
		patient: record.patientId,
		patient_name: `${patient.firstName} ${patient.lastName}`.trim(),
		record_type: record.recordType,
		title: record.title,
		description: record.description,
		symptoms: record.symptoms,
		diagnosis: record.diagnosis,
		treatment: record.treatment,
		medications: record.medications,
		visit_date: record.visitDate.toISOString(),
		created_by: record.createdBy,
		author_role: record.authorRole,
		created_at: record.createdAt.toISOString(),
		updated_at: record.updatedAt.toISOString(),
		version: record.version,
	};
}
