import { wallTime } from "../../clinic/zone.ts";
import type { getWholeType, typeAnswer } from "../../questionnaires/service.ts";
import { fill, texts } from "../texts.ts";
import { Field, type FormState } from "../ui/form.tsx";
import type { Assessment } from "./assessment-list.tsx";
import { FormCard, Section } from "./parts.tsx";
import type { RefusedStatus, Visit } from "./visit.ts";

const words = texts.clinic.assessments;

type Questionnaire = Awaited<ReturnType<typeof getWholeType>>;

/** Which questionnaire it is to be. */
export function QuestionnaireChoice({ visit, types }: { visit: Visit; types: ReturnType<typeof typeAnswer>[] }) {
	const path = `${visit.path}/assessments/new`;
	return (
		<Section title={words.choose}>
			<ul class="questionnaires">
				{types.map(({ id, name, description }) => (
					<li class="card">
						<a href={`${path}?type=${id}`}>{name}</a>
						{description && <p class="hint">{description}</p>}
					</li>
				))}
			</ul>
		</Section>
	);
}

function Question(props: { question: Questionnaire["questions"][number]; chosen: string; isRequired: boolean }) {
	const { question, chosen, isRequired } = props;
	const name = `question-${question.id}`;
	return (
		<fieldset class="question">
			<legend>{question.text}</legend>
			<div class="answers">
				{question.answers.map((answer) => (
					<label>
						<input
							type="radio"
							name={name}
							value={String(answer.id)}
							checked={chosen === String(answer.id)}
							required={isRequired}
						/>
						{answer.text}
					</label>
				))}
			</div>
		</fieldset>
	);
}

/** Faults of single answers have no field of their own here: the form says what to do. */
function readable(state: FormState): FormState {
	const others = Object.entries(state.errors).filter(([name]) => !name.startsWith("results"));
	if (others.length === Object.keys(state.errors).length) return state;
	return { ...state, errors: Object.fromEntries(others), message: words.answer_all };
}

/** A questionnaire to fill in with a patient; as it was answered, where an assessment is put right. */
export function QuestionnaireForm(props: {
	visit: Visit;
	questionnaire: Questionnaire;
	known: Assessment | undefined;
	state: FormState;
	status: RefusedStatus | undefined;
}) {
	const { visit, questionnaire, known, state, status } = props;
	const { patient, path } = visit;
	const home = known ? `${path}/assessments/${known.id}` : `${path}/assessments`;
	const chosenFor = (id: number) =>
		state.values[`question-${id}`] ?? String(known?.results.find(({ question }) => question === id)?.answer ?? "");
	return (
		<Section title={questionnaire.name}>
			{questionnaire.description && <p class="lead">{questionnaire.description}</p>}
			<FormCard
				action={home}
				state={readable(state)}
				status={status}
				fields={["date"]}
				submit={texts.common.save}
				version={known?.version}
				cancel={known ? home : `${path}/records`}
			>
				<input type="hidden" name="assessment_type" value={String(questionnaire.id)} />
				{questionnaire.questions.map((question) => (
					<Question
						question={question}
						chosen={chosenFor(question.id)}
						// Where points have a reading, every question counts.
						isRequired={questionnaire.bands.length > 0}
					/>
				))}
				<div class="fields">
					<Field
						form="assessment"
						name="date"
						label={words.date}
						hint={fill(words.date_hint, { zone: patient.timezone })}
						state={state}
						value={known && wallTime(known.date, patient.timezone)}
						type="datetime-local"
					/>
				</div>
			</FormCard>
		</Section>
	);
}
