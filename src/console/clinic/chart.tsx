import type { Context } from "hono";
import { may } from "../../auth/policy.ts";
import { addItems, deleteItem, editItem, restoreItem } from "../../charts/editing.ts";
import { setContact } from "../../charts/emergency-contact.ts";
import { allergySchemas, contactBody, medicationSchemas } from "../../charts/schema.ts";
import { ALLERGIES, type Chart, getItem, listItems, MEDICATIONS } from "../../charts/service.ts";
import { checked } from "../../http/checked.ts";
import { goOn, sentFields, submit } from "../forms.ts";
import { PATIENT, patientPage } from "../patient/frame.tsx";
import { newPages } from "../router.ts";
import { type ConsoleEnv, requireRight } from "../session/visit.ts";
import { texts } from "../texts.ts";
import { EMPTY_FORM, Field, type FormState } from "../ui/form.tsx";
import { type ChartForm, ChartView, type Shown } from "./chart-view.tsx";
import { FormCard, Section } from "./parts.tsx";
import { versionIn } from "./sent.ts";
import { mayWrite, numberIn, type RefusedStatus, type Visit, visitTo } from "./visit.ts";

const words = texts.clinic.chart;

const LISTS: readonly { list: "allergies" | "medications"; chart: Chart; schemas: typeof allergySchemas }[] = [
	{ list: "allergies", chart: ALLERGIES, schemas: allergySchemas },
	{ list: "medications", chart: MEDICATIONS, schemas: medicationSchemas },
];

/** As many as one page shows of a list: nobody has more, and who has finds the rest by the API. */
const MOST_SHOWN = 200;
const ALL = { page: 1, ordering: "name" } as const;
const WHOLE = { limit: MOST_SHOWN, offset: 0 };

async function shownList({ context, patient }: Visit, { list, chart }: (typeof LISTS)[number]): Promise<Shown> {
	const isRestorer = may(context.actor, "charts.restore");
	const [present, removed] = await Promise.all([
		listItems(context, chart, patient.id, ALL).then((found) => found.page(WHOLE)),
		isRestorer ? listItems(context, chart, patient.id, ALL, "deleted").then((found) => found.page(WHOLE)) : null,
	]);
	return { list, items: present.results, removed: removed?.results ?? [] };
}

/** Answers the chart, with a refused form as it was sent. */
async function chartPage(
	c: Context<ConsoleEnv>,
	visit: Visit,
	refused?: { form: ChartForm; state: FormState; status: RefusedStatus },
) {
	const lists = await Promise.all(LISTS.map((list) => shownList(visit, list)));
	const children = <ChartView visit={visit} lists={lists} refused={refused} />;
	return patientPage(c, visit, { tab: "chart", children }, refused?.status);
}

/** Answers the form of one thing on a list. */
async function editPage(
	c: Context<ConsoleEnv>,
	visit: Visit,
	{ list, chart }: (typeof LISTS)[number],
	state: FormState = EMPTY_FORM,
	status?: RefusedStatus,
) {
	const id = numberIn(c, "item");
	const { name, description, version } = await getItem(visit.context, chart, { id: visit.patient.id, item: id });
	const form = { form: "item", state };
	const children = (
		<Section title={`${words[list]}: ${name}`}>
			<FormCard
				action={`${visit.path}/chart/${list}/${id}`}
				state={state}
				status={status}
				fields={["name", "description"]}
				submit={texts.common.save}
				version={version}
				cancel={`${visit.path}/chart`}
			>
				<Field {...form} name="name" label={words.name[list]} value={name} required maxlength={200} />
				<Field {...form} name="description" label={words.note[list]} value={description} rows={3} />
			</FormCard>
		</Section>
	);
	return patientPage(c, visit, { tab: "chart", title: name, children }, status);
}

/** A patient's chart: what they must not be given, what they take, and whom to call. */
export const chartPages = newPages();

chartPages.get(`${PATIENT}/chart`, async (c) => chartPage(c, await visitTo(c)));

for (const known of LISTS) {
	const { list, chart, schemas } = known;
	const path = `${PATIENT}/chart/${list}` as const;
	const item = `${path}/:item{[0-9]+}` as const;

	chartPages.post(path, requireRight("charts.write"), async (c) => {
		const visit = await visitTo(c);
		const fields = await sentFields(c);
		return submit(
			fields,
			async () => {
				await addItems(visit.context, chart, visit.patient.id, checked(schemas.create, fields));
				return goOn(c, `${visit.path}/chart`, "added");
			},
			(state, status) => chartPage(c, visit, { form: list, state, status }),
		);
	});

	chartPages.get(item, requireRight("charts.write"), async (c) => {
		const visit = await visitTo(c);
		return mayWrite(visit, "charts.write") ? editPage(c, visit, known) : c.redirect(`${visit.path}/chart`, 303);
	});

	chartPages.post(item, requireRight("charts.write"), async (c) => {
		const visit = await visitTo(c);
		const fields = await sentFields(c);
		const place = { id: visit.patient.id, item: numberIn(c, "item") };
		return submit(
			fields,
			async () => {
				await editItem(visit.context, chart, place, checked(schemas.edit, fields), versionIn(fields));
				return goOn(c, `${visit.path}/chart`, "saved");
			},
			(state, status) => editPage(c, visit, known, state, status),
		);
	});

	chartPages.post(`${item}/remove`, requireRight("charts.write"), async (c) => {
		const { context, patient, path: home } = await visitTo(c);
		const version = versionIn(await sentFields(c));
		await deleteItem(context, chart, { id: patient.id, item: numberIn(c, "item") }, version);
		return goOn(c, `${home}/chart`, "removed");
	});

	chartPages.post(`${item}/restore`, requireRight("charts.restore"), async (c) => {
		const visit = await visitTo(c);
		return submit(
			{},
			async () => {
				await restoreItem(visit.context, chart, { id: visit.patient.id, item: numberIn(c, "item") });
				return goOn(c, `${visit.path}/chart`, "restored");
			},
			(state, status) => chartPage(c, visit, { form: list, state, status }),
		);
	});
}

chartPages.post(`${PATIENT}/chart/contact`, requireRight("charts.write"), async (c) => {
	const visit = await visitTo(c);
	const fields = await sentFields(c);
	const { name = "", phone_number } = fields;
	// Who leaves both blank says that there is nobody.
	const sent = name.trim() || phone_number?.trim() ? { name, phone_number } : null;
	return submit(
		fields,
		async () => {
			await setContact(visit.context, visit.patient.id, checked(contactBody, sent), versionIn(fields));
			return goOn(c, `${visit.path}/chart`, "saved");
		},
		(state, status) => chartPage(c, visit, { form: "contact", state, status }),
	);
});
