import type { Context } from "hono";
import { createAssessment, deleteAssessment, editAssessment, restoreAssessment } from "../../assessments/recording.ts";
import { mayEditAssessment } from "../../assessments/rights.ts";
import {
	assessmentSchema,
	createAssessmentBody,
	editAssessmentBody,
	type ListAssessmentsQuery,
	listAssessmentsQuery,
} from "../../assessments/schema.ts";
import { getAssessment, listAssessments } from "../../assessments/service.ts";
import { may } from "../../auth/policy.ts";
import { checked } from "../../http/checked.ts";
import { problem } from "../../http/problem.ts";
import { idParam } from "../../http/route.ts";
import { flushOutbox } from "../../outbox/service.ts";
import { getWholeType, listTypes } from "../../questionnaires/service.ts";
import { goOn, sentFields, submit } from "../forms.ts";
import { download, ListView, listed } from "../lists.tsx";
import { PATIENT, patientPage } from "../patient/frame.tsx";
import { newPages } from "../router.ts";
import { type ConsoleEnv, requireRight } from "../session/visit.ts";
import { texts } from "../texts.ts";
import { EMPTY_FORM, type FormState } from "../ui/form.tsx";
import { type Assessment, assessmentColumns, isAssessor } from "./assessment-list.tsx";
import { AssessmentView } from "./assessment-view.tsx";
import { PutBack, Section } from "./parts.tsx";
import { QuestionnaireChoice, QuestionnaireForm } from "./questionnaire-form.tsx";
import { instantIn, versionIn } from "./sent.ts";
import { numberIn, type RefusedStatus, type Visit, visitTo } from "./visit.ts";

const words = texts.clinic.assessments;

/** What questionnaires found with a patient. */
export const assessmentPages = newPages();
const assessments = `${PATIENT}/assessments` as const;
const assessment = `${assessments}/:assessment{[0-9]+}` as const;

/** As many questionnaires as there are to choose from. */
const MOST_TYPES = 200;

/** The assessment that an address names. Throws `not_found` for another patient's. */
async function assessmentIn(c: Context<ConsoleEnv>, { context, patient }: Visit) {
	const found = await getAssessment(context, numberIn(c, "assessment"));
	if (found.patient !== patient.id) throw problem("not_found");
	return found;
}

assessmentPages.get(assessments, async (c) => {
	const visit = await visitTo(c);
	const find = (query: ListAssessmentsQuery) => listAssessments(visit.context, { ...query, patient: visit.patient.id });
	const file = await download(c, listAssessmentsQuery, { item: assessmentSchema, file: "assessments" }, find);
	if (file) return file;
	const tools = isAssessor(visit) && (
		<a class="button primary" href={`${visit.path}/assessments/new`}>
			{words.record}
		</a>
	);
	const children = (
		<>
			<PutBack c={c} action="assessments.restore" path={`${visit.path}/assessments`} />
			<Section title={words.list} tools={tools || undefined}>
				<ListView
					listed={await listed(c, listAssessmentsQuery, find)}
					caption={words.list}
					columns={assessmentColumns(visit)}
					files={["csv"]}
					empty={words.empty}
				/>
				<p>
					<a href={`${visit.path}/records`}>{words.back}</a>
				</p>
			</Section>
		</>
	);
	return patientPage(c, visit, { tab: "records", children });
});

/** Answers the form of a questionnaire: filled in as it was found, where that is known. */
async function formPage(
	c: Context<ConsoleEnv>,
	visit: Visit,
	asked: { type: number; known?: Assessment },
	state: FormState = EMPTY_FORM,
	status?: RefusedStatus,
) {
	const questionnaire = await getWholeType(visit.context, asked.type);
	const form = { visit, questionnaire, known: asked.known, state, status };
	return patientPage(c, visit, { tab: "records", children: <QuestionnaireForm {...form} /> }, status);
}

/** The visit, where the visitor may assess the patient. */
async function visitOfAssessor(c: Context<ConsoleEnv>): Promise<Visit> {
	const visit = await visitTo(c);
	if (!isAssessor(visit)) throw problem("forbidden");
	return visit;
}

assessmentPages.get(`${assessments}/new`, async (c) => {
	const visit = await visitOfAssessor(c);
	const type = c.req.query("type");
	if (type) return formPage(c, visit, { type: checked(idParam, { id: type }).id });
	const types = await listTypes(visit.context, { page: 1, ordering: "name" }).page({ limit: MOST_TYPES, offset: 0 });
	const children = <QuestionnaireChoice visit={visit} types={types.results} />;
	return patientPage(c, visit, { tab: "records", children });
});

/** The answers that were chosen: the fields of questions are called by their ids. */
const resultsIn = (fields: Record<string, string>) =>
	Object.entries(fields).flatMap(([name, answer]) => {
		const [, question] = /^question-(\d+)$/.exec(name) ?? [];
		return question ? [{ question: Number(question), answer: Number(answer) }] : [];
	});

const bodyOf = (fields: Record<string, string>, { patient }: Visit, before?: string) => ({
	results: resultsIn(fields),
	date: instantIn(fields, "date", patient.timezone, before),
});

assessmentPages.post(assessments, async (c) => {
	const visit = await visitOfAssessor(c);
	const fields = await sentFields(c);
	const { id: type } = checked(idParam, { id: fields.assessment_type });
	return submit(
		fields,
		async () => {
			const body = { ...bodyOf(fields, visit), assessment_type: type, patient: visit.patient.id };
			const { id } = await createAssessment(visit.context, checked(createAssessmentBody, body));
			c.executionCtx.waitUntil(flushOutbox(c.env));
			return goOn(c, `${visit.path}/assessments/${id}`, "saved");
		},
		(state, status) => formPage(c, visit, { type }, state, status),
	);
});

assessmentPages.get(assessment, async (c) => {
	const visit = await visitTo(c);
	const children = <AssessmentView visit={visit} assessment={await assessmentIn(c, visit)} />;
	return patientPage(c, visit, { tab: "records", children });
});

/** The assessment, where the visitor may change it. */
async function changeable(c: Context<ConsoleEnv>, visit: Visit) {
	const found = await assessmentIn(c, visit);
	const { actor } = visit.context;
	if (!may(actor, "assessments.write") || !mayEditAssessment(actor, found)) throw problem("forbidden");
	return found;
}

assessmentPages.get(`${assessment}/edit`, async (c) => {
	const visit = await visitTo(c);
	const known = await changeable(c, visit);
	return formPage(c, visit, { type: known.assessment_type, known });
});

assessmentPages.post(assessment, async (c) => {
	const visit = await visitTo(c);
	const { id, date: before } = await changeable(c, visit);
	const fields = await sentFields(c);
	return submit(
		fields,
		async () => {
			const body = checked(editAssessmentBody, bodyOf(fields, visit, before));
			await editAssessment(visit.context, id, body, versionIn(fields));
			c.executionCtx.waitUntil(flushOutbox(c.env));
			return goOn(c, `${visit.path}/assessments/${id}`, "saved");
		},
		async (state, status) => {
			const known = await changeable(c, visit);
			return formPage(c, visit, { type: known.assessment_type, known }, state, status);
		},
	);
});

assessmentPages.post(`${assessment}/remove`, async (c) => {
	const visit = await visitTo(c);
	const { id } = await changeable(c, visit);
	await deleteAssessment(visit.context, id, versionIn(await sentFields(c)));
	const removed = may(visit.context.actor, "assessments.restore") ? `?removed=${id}` : "";
	return goOn(c, `${visit.path}/assessments${removed}`, "removed");
});

assessmentPages.post(`${assessment}/restore`, requireRight("assessments.restore"), async (c) => {
	const { context } = await visitTo(c);
	const { id, patient } = await restoreAssessment(context, numberIn(c, "assessment"));
	return goOn(c, `/patients/${patient}/assessments/${id}`, "restored");
});
