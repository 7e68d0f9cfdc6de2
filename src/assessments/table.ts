import { index, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { users } from "../accounts/table.ts";
import { createdNow, id, instant } from "../db/columns.ts";
import { patients } from "../patients/table.ts";
import { assessmentAnswers, assessmentQuestions, assessmentTypes } from "../questionnaires/table.ts";

/** What a practitioner found with a questionnaire. Score, points and severity are as they were on that day. */
export const assessments = sqliteTable(
	"assessments",
	{
		id: id(),
		typeId: integer("type_id")
			.notNull()
			.references(() => assessmentTypes.id),
		patientId: integer("patient_id")
			.notNull()
			.references(() => patients.id),
		practitionerId: integer("practitioner_id")
			.notNull()
			.references(() => users.id),
		assessedAt: instant("assessed_at").notNull(),
		/** Per cent, 0 to 100. */
		finalScore: real("final_score").notNull(),
		points: integer("points").notNull(),
		severity: text("severity"),
		/** Counts the edits; the ETag. */
		version: integer("version").notNull().default(1),
		createdAt: createdNow("created_at"),
		updatedAt: createdNow("updated_at"),
		deletedAt: instant("deleted_at"),
	},
	(table) => [
		index("assessments_patient").on(table.patientId, table.assessedAt),
		index("assessments_day").on(table.assessedAt),
	],
);

export const assessmentResults = sqliteTable(
	"assessment_results",
	{
		assessmentId: integer("assessment_id")
			.notNull()
			.references(() => assessments.id),
		questionId: integer("question_id")
			.notNull()
			.references(() => assessmentQuestions.id),
		answerId: integer("answer_id")
			.notNull()
			.references(() => assessmentAnswers.id),
	},
	(table) => [primaryKey({ columns: [table.assessmentId, table.questionId] })],
);
