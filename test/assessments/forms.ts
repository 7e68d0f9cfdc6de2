import { get, post } from "../support/client.ts";
import type { TestUser } from "../support/factories.ts";
import { unique } from "../support/factories.ts";

export interface Form {
	id: number;
	name: string;
	questions: {
		id: number;
		text: string;
		flag: string | null;
		answers: { id: number; text: string; points: number }[];
	}[];
}

/** One of the questionnaires that come with the system. */
export async function builtIn(name: "PHQ-9" | "GAD-7", token: string): Promise<Form> {
	const { results } = (await get(`/api/assessments/types/?search=${name}`, token)).body;
	const [type] = results.filter((candidate: { created_by: number | null }) => candidate.created_by === null);
	return (await get(`/api/assessments/types/${type.id}/`, token)).body;
}

/** Answers to all questions that add up to so many points. */
export function answersFor(form: Form, points: number) {
	let left = points;
	return form.questions.map(({ id, answers }) => {
		const worth = Math.min(3, left);
		left -= worth;
		const answer = answers.find((candidate) => candidate.points === worth);
		if (!answer) throw new Error(`no answer of ${worth} points`);
		return { question: id, answer: answer.id };
	});
}

async function made(path: string, body: object, author: TestUser) {
	const answer = await post(path, body, author.token);
	if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
	return answer.body;
}

/** A questionnaire of somebody's own: two questions, each with a right and a wrong answer. */
export async function createQuiz(author: TestUser, fields: object = {}): Promise<Form> {
	const type = await made("/api/assessments/types/", { name: `Quiz ${unique()}`, ...fields }, author);
	for (const text of ["Which day is it?", "Which town is this?"]) {
		const question = await made(`/api/assessments/types/${type.id}/questions/`, { text }, author);
		const answers = `/api/assessments/questions/${question.id}/answers/`;
		await made(answers, { text: "right", is_correct: true }, author);
		await made(answers, { text: "wrong" }, author);
	}
	return (await get(`/api/assessments/types/${type.id}/`, author.token)).body;
}

/** Results of the first so many questions, all with the answer at this place. */
export const answerAll = ({ questions }: Form, place: number, most = questions.length) =>
	questions.slice(0, most).map(({ id, answers }) => ({ question: id, answer: answers[place]?.id }));
