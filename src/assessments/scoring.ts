import type { FieldErrors } from "../http/problem.ts";

/** How the points of an assessment read: from so many points on, to before the next band. */
export interface SeverityBand {
	from: number;
	severity: string;
}

/** As much of a questionnaire as its score depends on. */
export interface Questionnaire {
	/** By rising `from`. */
	bands: readonly SeverityBand[];
	questions: readonly {
		id: number;
		answers: readonly { id: number; isCorrect: boolean; points: number }[];
	}[];
}

/** What was answered to one question, by id. */
export interface Result {
	question: number;
	answer: number;
}

export interface Score {
	/** Per cent, 0 to 100, to two decimals. */
	finalScore: number;
	points: number;
	/** Null where no band holds the points. */
	severity: string | null;
}

/** What a right answer is worth, in a questionnaire that has right answers. */
export const POINTS_PER_CORRECT = 2;

/**
 * What is wrong with the results, by their place in the body: each question belongs to the questionnaire and comes at
 * most once, each answer belongs to its question, and where points have a reading, no question is missing.
 */
export function resultFaults({ questions, bands }: Questionnaire, results: readonly Result[]): FieldErrors {
	const faults: FieldErrors = {};
	const answered = new Set<number>();
	for (const [index, { question, answer }] of results.entries()) {
		const asked = questions.find(({ id }) => id === question);
		if (!asked) faults[`results.${index}.question`] = ["is not a question of this assessment type"];
		else if (answered.has(question)) faults[`results.${index}.question`] = ["is answered twice"];
		else if (!asked.answers.some(({ id }) => id === answer))
			faults[`results.${index}.answer`] = ["is not an answer to this question"];
		answered.add(question);
	}
	const missing = bands.length === 0 ? [] : questions.filter(({ id }) => !answered.has(id));
	if (missing.length > 0) faults.results = missing.map(({ id }) => `question ${id} is not answered`);
	return faults;
}

/** The reading of so many points: the last band that begins at or below them. */
export function severityOf(points: number, bands: readonly SeverityBand[]): string | null {
	return bands.findLast(({ from }) => from <= points)?.severity ?? null;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

const percent = (part: number, whole: number) => (whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100);

/**
 * The score of results without faults. Where questions have a right answer, the share of those answered rightly, and 2
 * points for each; a question left out is not right. Elsewhere the sum of the answers' points, and its share of the most
 * that can be reached.
 */
export function scoreOf({ questions, bands }: Questionnaire, results: readonly Result[]): Score {
	const chosen = new Set(results.map(({ answer }) => answer));
	const given = questions.flatMap(({ answers }) => answers.filter(({ id }) => chosen.has(id)));
	const withRightAnswer = questions.filter(({ answers }) => answers.some(({ isCorrect }) => isCorrect));
	const isQuiz = withRightAnswer.length > 0;
	const points = isQuiz
		? POINTS_PER_CORRECT * given.filter(({ isCorrect }) => isCorrect).length
		: sum(given.map((answer) => answer.points));
	const most = isQuiz
		? POINTS_PER_CORRECT * withRightAnswer.length
		: sum(questions.map(({ answers }) => Math.max(0, ...answers.map((answer) => answer.points))));
	return { finalScore: percent(points, most), points, severity: severityOf(points, bands) };
}
