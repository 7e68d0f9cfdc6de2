import type { Context } from "hono";
import { may } from "../../auth/policy.ts";
import { checked } from "../../http/checked.ts";
import { problem } from "../../http/problem.ts";
import { flushOutbox } from "../../outbox/service.ts";
import { addComment } from "../../records/comments.ts";
import { createOwnRecord, createRecord } from "../../records/creation.ts";
import { getRecord } from "../../records/detail.ts";
import { deleteRecord, editRecord, restoreRecord } from "../../records/editing.ts";
import {
	createCommentBody,
	createOwnRecordBody,
	createRecordBody,
	editRecordBody,
	type ListRecordsQuery,
	listRecordsQuery,
	recordSchema,
} from "../../records/schema.ts";
import { listRecords } from "../../records/service.ts";
import { goOn, sentFields, submit } from "../forms.ts";
import { download, listed } from "../lists.tsx";
import { PATIENT, patientPage } from "../patient/frame.tsx";
import { newPages } from "../router.ts";
import { type ConsoleEnv, requireRight } from "../session/visit.ts";
import { texts } from "../texts.ts";
import { EMPTY_FORM, type FormState } from "../ui/form.tsx";
import { latestAssessments } from "./assessment-list.tsx";
import { PutBack } from "./parts.tsx";
import { RecordForm } from "./record-form.tsx";
import { doorOf, mayChange } from "./record-rights.ts";
import { RecordList, RecordView } from "./record-view.tsx";
import { instantIn, versionIn } from "./sent.ts";
import { numberIn, type RefusedStatus, type Visit, visitTo } from "./visit.ts";

/** What was found and done at each visit, by the patient and by who treats them. */
export const recordPages = newPages();
const records = `${PATIENT}/records` as const;
const record = `${records}/:record{[0-9]+}` as const;

/** The record that an address names. Throws `not_found` for another patient's. */
async function recordIn(c: Context<ConsoleEnv>, { context, patient }: Visit) {
	const found = await getRecord(context, numberIn(c, "record"));
	if (found.patient !== patient.id) throw problem("not_found");
	return found;
}

recordPages.get(records, async (c) => {
	const visit = await visitTo(c);
	const find = (query: ListRecordsQuery) => listRecords(visit.context, { ...query, patient: visit.patient.id });
	const file = await download(c, listRecordsQuery, { item: recordSchema, file: "records" }, find);
	if (file) return file;
	const [found, assessments] = await Promise.all([listed(c, listRecordsQuery, find), latestAssessments(visit)]);
	const children = (
		<>
			<PutBack c={c} action="records.restore" path={`${visit.path}/records`} />
			<RecordList visit={visit} records={found} />
			{assessments}
		</>
	);
	return patientPage(c, visit, { tab: "records", children });
});

type Found = Awaited<ReturnType<typeof getRecord>>;

/** Answers the form of a record: of a new one, or of the one that is edited. */
function formPage(
	c: Context<ConsoleEnv>,
	visit: Visit,
	known: Found | undefined,
	state: FormState = EMPTY_FORM,
	status?: RefusedStatus,
) {
	const children = <RecordForm visit={visit} known={known} state={state} status={status} />;
	const title = known ? texts.clinic.records.edit : texts.clinic.records.write;
	return patientPage(c, visit, { tab: "records", title, children }, status);
}

recordPages.get(`${records}/new`, async (c) => {
	const visit = await visitTo(c);
	if (!doorOf(visit)) throw problem("forbidden");
	return formPage(c, visit, undefined);
});

recordPages.post(records, async (c) => {
	const visit = await visitTo(c);
	const { context, patient, path } = visit;
	const door = doorOf(visit);
	if (!door) throw problem("forbidden");
	const fields = await sentFields(c);
	return submit(
		fields,
		async () => {
			const body = { ...fields, visit_date: instantIn(fields, "visit_date", patient.timezone), patient: patient.id };
			const { id } =
				door === "own"
					? await createOwnRecord(context, checked(createOwnRecordBody, body))
					: await createRecord(context, checked(createRecordBody, body));
			c.executionCtx.waitUntil(flushOutbox(c.env));
			return goOn(c, `${path}/records/${id}`, "saved");
		},
		(state, status) => formPage(c, visit, undefined, state, status),
	);
});

/** Answers one record, with a refused comment as it was sent. */
async function recordPage(c: Context<ConsoleEnv>, visit: Visit, state: FormState = EMPTY_FORM, status?: RefusedStatus) {
	const found = await recordIn(c, visit);
	const children = <RecordView visit={visit} record={found} state={state} />;
	return patientPage(c, visit, { tab: "records", title: found.title, children }, status);
}

recordPages.get(record, async (c) => recordPage(c, await visitTo(c)));

/** The record, where the visitor may change it. */
async function changeable(c: Context<ConsoleEnv>, visit: Visit) {
	const found = await recordIn(c, visit);
	if (!mayChange(visit, found)) throw problem("forbidden");
	return found;
}

recordPages.get(`${record}/edit`, async (c) => {
	const visit = await visitTo(c);
	return formPage(c, visit, await changeable(c, visit));
});

recordPages.post(record, async (c) => {
	const visit = await visitTo(c);
	const { id, visit_date: before } = await changeable(c, visit);
	const fields = await sentFields(c);
	return submit(
		fields,
		async () => {
			const body = { ...fields, visit_date: instantIn(fields, "visit_date", visit.patient.timezone, before) };
			await editRecord(visit.context, id, checked(editRecordBody, body), versionIn(fields));
			return goOn(c, `${visit.path}/records/${id}`, "saved");
		},
		async (state, status) => formPage(c, visit, await changeable(c, visit), state, status),
	);
});

recordPages.post(`${record}/remove`, async (c) => {
	const visit = await visitTo(c);
	const { id } = await changeable(c, visit);
	await deleteRecord(visit.context, id, versionIn(await sentFields(c)));
	const removed = may(visit.context.actor, "records.restore") ? `?removed=${id}` : "";
	return goOn(c, `${visit.path}/records${removed}`, "removed");
});

recordPages.post(`${record}/restore`, requireRight("records.restore"), async (c) => {
	const { context } = await visitTo(c);
	const { id, patient } = await restoreRecord(context, numberIn(c, "record"));
	return goOn(c, `/patients/${patient}/records/${id}`, "restored");
});

recordPages.post(`${record}/comments`, requireRight("health-records.comment"), async (c) => {
	const visit = await visitTo(c);
	const { id } = await recordIn(c, visit);
	const fields = await sentFields(c);
	return submit(
		fields,
		async () => {
			const body = { comment: fields.comment, is_private: fields.is_private !== undefined };
			await addComment(visit.context, id, checked(createCommentBody, body));
			c.executionCtx.waitUntil(flushOutbox(c.env));
			return goOn(c, `${visit.path}/records/${id}`, "commented");
		},
		(state, status) => recordPage(c, visit, state, status),
	);
});
