import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { users } from "../accounts/table.ts";
import { createdNow, id, instant } from "../db/columns.ts";
import { doctors } from "../doctors/table.ts";
import { patients } from "../patients/table.ts";

export const FILE_KINDS = ["profile_image", "document", "certificate", "means_of_identification"] as const;
export const IDENTIFICATION_TYPES = ["passport", "drivers_licence", "social_security", "voters_card"] as const;

/** A file of a patient or of a doctor; its bytes are in R2 under `key`. */
export const files = sqliteTable(
	"files",
	{
		id: id(),
		patientId: integer("patient_id").references(() => patients.id),
		doctorId: integer("doctor_id").references(() => doctors.id),
		kind: text("kind", { enum: FILE_KINDS }).notNull(),
		/** Of a means of identification, where it was said. */
		identificationType: text("identification_type", { enum: IDENTIFICATION_TYPES }),
		/** As the uploader called it. */
		name: text("name").notNull(),
		/** What the bytes are, whatever the uploader said. */
		contentType: text("content_type").notNull(),
		/** Bytes. */
		size: integer("size").notNull(),
		key: text("key").notNull().unique(),
		uploadedBy: integer("uploaded_by")
			.notNull()
			.references(() => users.id),
		createdAt: createdNow("created_at"),
		/** When it was hidden: until its bytes are stored, and from its deletion on. What stays hidden is cleaned up. */
		deletedAt: instant("deleted_at"),
	},
	(table) => [
		index("files_patient").on(table.patientId),
		index("files_doctor").on(table.doctorId),
		index("files_deleted").on(table.deletedAt),
	],
);
