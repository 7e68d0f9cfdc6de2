import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { users } from "../accounts/table.ts";
import type { SeverityBand } from "../assessments/scoring.ts";
import { createdNow, flag, id, instant } from "../db/columns.ts";

/** A questionnaire. */
export const assessmentTypes = sqliteTable(
	"assessment_types",
	{
		id: id(),
		name: text("name").notNull(),
		description: text("description").notNull().default(""),
		/** By rising `from`; empty where points have no reading. */
		bands: text("bands", { mode: "json" }).$type<SeverityBand[]>().notNull(),
		/** Null for those that come with the system, which nobody edits. */
		createdBy: integer("created_by").references(() => users.id),
		createdAt: createdNow("created_at"),
		deletedAt: instant("deleted_at"),
	},
	// A deleted one's name may be used again.
	() => [uniqueIndex("assessment_types_name").on(sql`lower(name)`).where(sql`deleted_at is null`)],
);

export const assessmentQuestions = sqliteTable(
	"assessment_questions",
	{
		id: id(),
		typeId: integer("type_id")
			.notNull()
			.references(() => assessmentTypes.id),
		text: text("text").notNull(),
		/** What any answer with points calls attention to, as `self_harm`. */
		flag: text("flag"),
		deletedAt: instant("deleted_at"),
	},
	(table) => [index("assessment_questions_type").on(table.typeId)],
);

export const assessmentAnswers = sqliteTable(
	"assessment_answers",
	{
		id: id(),
		questionId: integer("question_id")
			.notNull()
			.references(() => assessmentQuestions.id),
		text: text("text").notNull(),
		/** Of a question with one right answer (seed 2). */
		isCorrect: flag("is_correct").notNull().default(false),
		/** What the answer adds to the points. */
		points: integer("points").notNull(),
		deletedAt: instant("deleted_at"),
	},
	(table) => [
		index("assessment_answers_question").on(table.questionId),
		uniqueIndex("assessment_answers_correct").on(table.questionId).where(sql`is_correct and deleted_at is null`),
	],
);
