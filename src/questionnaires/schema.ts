import { z } from "@hono/zod-openapi";
import { orderingQuery, pageQuery } from "../http/paging.ts";
import { line, prose } from "../http/text.ts";

const MOST_BANDS = 20;
const MOST_POINTS = 1_000;

const band = z.object({
	from: z.number().int().min(0).max(1_000_000).describe("The fewest points of this band"),
	severity: line(60, 1),
});

const bands = z
	.array(band)
	.max(MOST_BANDS)
	.refine(
		(all) => all.every(({ from }, index) => index === 0 || from > (all[index - 1]?.from ?? 0)),
		"must begin at more points each",
	)
	.describe("How points read; with bands, an assessment answers every question")
	.openapi({ example: [{ from: 0, severity: "low" }] });

export const createTypeBody = z
	.object({
		name: line(200, 1),
		description: prose(2_000).default(""),
		bands: bands.default([]),
	})
	.openapi("CreateAssessmentType", {
		example: {
			name: "Fall risk",
			description: "Before every discharge",
			bands: [
				{ from: 0, severity: "low" },
				{ from: 3, severity: "high" },
			],
		},
	});
export type CreateTypeBody = z.infer<typeof createTypeBody>;

const text = prose(1_000, 1);

export const createQuestionBody = z
	.object({
		text,
		flag: z
			.string()
			.regex(/^[a-z][a-z0-9_]{0,39}$/, "must be a word like self_harm")
			.optional()
			.describe("What any answer with points calls attention to"),
	})
	.openapi("CreateAssessmentQuestion", { example: { text: "Has the patient fallen in the last year?" } });
export type CreateQuestionBody = z.infer<typeof createQuestionBody>;

export const createAnswerBody = z
	.object({
		text,
		is_correct: z.boolean().default(false).describe("At most one answer of a question is"),
		points: z
			.number()
			.int()
			.min(0)
			.max(MOST_POINTS)
			.optional()
			.describe("What the answer adds, in a type without right answers; 2 for a right one, else 0, if it is not given"),
	})
	.openapi("CreateAssessmentAnswer", { example: { text: "Yes, more than once", points: 3 } });
export type CreateAnswerBody = z.infer<typeof createAnswerBody>;

const id = z.number().int();

export const typeSchema = z
	.object({
		id,
		name: z.string(),
		description: z.string(),
		bands: z.array(band),
		created_by: id.nullable().describe("null for those that come with the system, which nobody edits"),
		created_at: z.string(),
	})
	.openapi("AssessmentType");

export const questionSchema = z
	.object({ id, assessment_type: id, text: z.string(), flag: z.string().nullable() })
	.openapi("AssessmentQuestion");

const forThoseWhoAssess = "null for patients and other users: it is for those who assess";

export const answerSchema = z
	.object({
		id,
		question: id,
		text: z.string(),
		is_correct: z.boolean().nullable().describe(forThoseWhoAssess),
		points: id.nullable().describe(forThoseWhoAssess),
	})
	.openapi("AssessmentAnswer");

export const wholeTypeSchema = typeSchema
	.extend({ questions: z.array(questionSchema.extend({ answers: z.array(answerSchema) })) })
	.openapi("WholeAssessmentType");

export const listTypesQuery = pageQuery.extend({
	search: z.string().trim().min(1).max(100).optional().describe("In name and description"),
	ordering: orderingQuery(["id", "name", "created_at"]),
});
export type ListTypesQuery = z.infer<typeof listTypesQuery>;

/** Questions and answers come in the order in which they were written. */
export const listPartsQuery = pageQuery;
