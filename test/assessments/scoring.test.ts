import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	type Questionnaire,
	resultFaults,
	type SeverityBand,
	scoreOf,
	severityOf,
} from "../../src/assessments/scoring.ts";

/** Questions 1, 2, …, each with its answers 10, 11, …, 20, 21, … of these points; a star marks a right one. */
function questionnaire(questions: readonly (readonly (number | "*")[])[], bands: SeverityBand[] = []): Questionnaire {
	return {
		bands,
		questions: questions.map((answers, index) => ({
			id: index + 1,
			answers: answers.map((points, place) => ({
				id: (index + 1) * 10 + place,
				isCorrect: points === "*",
				points: points === "*" ? 7 : points,
			})),
		})),
	};
}

const pick = (...answers: number[]) => answers.map((answer) => ({ question: Math.floor(answer / 10), answer }));

const BANDS = [
	{ from: 0, severity: "low" },
	{ from: 3, severity: "high" },
];

describe("the score", () => {
	it.each([
		[
			"the sum of the points, and its share of the most",
			[
				[0, 1, 3],
				[0, 2],
			],
			[11, 21],
			60,
			3,
		],
		[
			"nothing",
			[
				[0, 1],
				[0, 1],
			],
			[10, 20],
			0,
			0,
		],
		[
			"all of it",
			[
				[0, 1],
				[0, 1],
			],
			[11, 21],
			100,
			2,
		],
		[
			"two decimals",
			[
				[0, 1],
				[0, 1],
				[0, 1],
			],
			[11, 20, 30],
			33.33,
			1,
		],
		[
			"what was left out adds nothing",
			[
				[0, 1],
				[0, 1],
			],
			[11],
			50,
			1,
		],
		["no points to reach", [[0], [0]], [10, 20], 0, 0],
		[
			"right answers: 2 points each, whatever they say",
			[
				["*", 0],
				[5, "*"],
			],
			[10, 20],
			50,
			2,
		],
		[
			"right answers: all",
			[
				["*", 0],
				[0, "*"],
			],
			[10, 21],
			100,
			4,
		],
		[
			"right answers: one left out is not right",
			[
				["*", 0],
				[0, "*"],
			],
			[10],
			50,
			2,
		],
		[
			"a question without a right answer does not count among such",
			[
				["*", 0],
				[3, 4],
			],
			[10, 21],
			100,
			2,
		],
	] as const)("%s", (_, questions, answers, finalScore, points) => {
		expect(scoreOf(questionnaire(questions), pick(...answers))).toEqual({ finalScore, points, severity: null });
	});

	it.each([
		[0, "low"],
		[2, "low"],
		[3, "high"],
		[1000, "high"],
	])("%d points read as %s", (points, severity) => {
		expect(severityOf(points, BANDS)).toBe(severity);
	});

	it("below the first band reads as nothing", () => {
		expect(severityOf(4, [{ from: 5, severity: "some" }])).toBeNull();
		expect(severityOf(4, [])).toBeNull();
	});

	const answers = fc.array(fc.oneof(fc.nat(5), fc.constant("*" as const)), { minLength: 1, maxLength: 4 });
	const answered = fc.array(fc.tuple(answers, fc.nat(3)), { minLength: 1, maxLength: 9 });

	it("is a share of 0 to 100, in whatever order the results come, with the severity of its points", () => {
		fc.assert(
			fc.property(answered, (chosen) => {
				const form = questionnaire(
					chosen.map(([points]) => points),
					BANDS,
				);
				const results = pick(...chosen.map(([points, at], index) => (index + 1) * 10 + (at % points.length)));
				expect(resultFaults(form, results)).toEqual({});
				const score = scoreOf(form, results);
				expect(score).toEqual(scoreOf(form, results.toReversed()));
				expect(score.finalScore).toBeGreaterThanOrEqual(0);
				expect(score.finalScore).toBeLessThanOrEqual(100);
				expect(score.severity).toBe(severityOf(score.points, BANDS));
			}),
		);
	});
});

describe("what is wrong with results", () => {
	const form = questionnaire([
		[0, 1],
		[0, 1],
	]);
	const banded = questionnaire(
		[
			[0, 1],
			[0, 1],
		],
		BANDS,
	);

	it.each([
		[
			"nothing",
			form,
			[
				[1, 10],
				[2, 21],
			],
			[],
		],
		["a question left out", form, [[1, 10]], []],
		["another's question", form, [[3, 10]], ["results.0.question"]],
		[
			"another question's answer",
			form,
			[
				[1, 10],
				[2, 11],
			],
			["results.1.answer"],
		],
		[
			"a question twice",
			form,
			[
				[1, 10],
				[1, 11],
			],
			["results.1.question"],
		],
		["a question left out where points have a reading", banded, [[2, 20]], ["results"]],
		["two things at once", banded, [[1, 99]], ["results.0.answer", "results"]],
	] as const)("%s", (_, questions, pairs, fields) => {
		const results = pairs.map(([question, answer]) => ({ question, answer }));
		expect(Object.keys(resultFaults(questions, results))).toEqual(fields);
	});

	it("names the questions that are missing", () => {
		expect(resultFaults(banded, pick(20))).toEqual({ results: ["question 1 is not answered"] });
	});
});
