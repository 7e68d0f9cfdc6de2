import { z } from "@hono/zod-openapi";
import { version } from "../http/etag.ts";
import { dayOrInstant } from "../http/filters.ts";
import { instant } from "../http/instant.ts";
import { orderingQuery, pageQuery } from "../http/paging.ts";

const MOST_RESULTS = 200;

const id = z.number().int().positive();

const results = z
	.array(z.object({ question: id, answer: id }))
	.min(1)
	.max(MOST_RESULTS)
	.describe("Each question of the type at most once; all of them where the type has bands");
const date = instant.describe("When the patient was assessed; now, if it is not given");

export const createAssessmentBody = z
	.object({ assessment_type: id, patient: id, results, date: date.optional() })
	.openapi("CreateAssessment", {
		example: { assessment_type: 3, patient: 1, results: [{ question: 17, answer: 65 }] },
	});
export type CreateAssessmentBody = z.infer<typeof createAssessmentBody>;

const fixed = "May be sent along, but stays: another one is another assessment";

export const editAssessmentBody = z
	.object({
		assessment_type: id.optional().describe(fixed),
		patient: id.optional().describe(fixed),
		results: results.optional(),
		date: date.optional(),
	})
	.openapi("EditAssessment", { example: { results: [{ question: 17, answer: 66 }] } });
export type EditAssessmentBody = z.infer<typeof editAssessmentBody>;

const number = z.number().int();

export const assessmentSchema = z
	.object({
		id: number,
		assessment_type: number,
		assessment_type_name: z.string(),
		patient: number,
		practitioner: number.describe("The user who assessed"),
		date: z.string(),
		final_score: z.number().describe("Per cent: of right answers, or of the most points that can be reached"),
		points: number.describe("2 for each right answer, or the sum of the answers' points"),
		severity: z.string().nullable().describe("By the bands of the type; null where it has none"),
		flags: z
			.array(z.string())
			.describe("What needs attention whatever the score: `self_harm` where PHQ-9's ninth item is not 'Not at all'"),
		results: z.array(
			z.object({ question: number, question_text: z.string(), answer: number, answer_text: z.string() }),
		),
		created_at: z.string(),
		updated_at: z.string(),
		version,
	})
	.openapi("Assessment");

const reference = z.coerce.number().int().positive().optional();

export const listAssessmentsQuery = pageQuery.extend({
	patient: reference,
	assessment_type: reference,
	severity: z.string().trim().min(1).max(60).optional(),
	flag: z.string().trim().min(1).max(40).optional().describe("Only those that call attention to this"),
	from: dayOrInstant.optional().describe("Included"),
	to: dayOrInstant.optional().describe("A date is included, an instant not"),
	ordering: orderingQuery(["id", "date", "final_score", "points", "created_at"]).describe("Newest first if not given"),
});
export type ListAssessmentsQuery = z.infer<typeof listAssessmentsQuery>;
