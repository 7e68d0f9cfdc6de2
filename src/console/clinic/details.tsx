import type { Context } from "hono";
import { serviceContext } from "../../auth/authenticate.ts";
import { may } from "../../auth/policy.ts";
import { checked } from "../../http/checked.ts";
import { problem } from "../../http/problem.ts";
import { flushOutbox } from "../../outbox/service.ts";
import { editPatient } from "../../patients/editing.ts";
import { editPatientBody } from "../../patients/schema.ts";
import { deletePatient, restorePatient } from "../../patients/service.ts";
import { goOn, sentFields, submit } from "../forms.ts";
import { PATIENT, patientPage } from "../patient/frame.tsx";
import { newPages } from "../router.ts";
import { type ConsoleEnv, requireRight } from "../session/visit.ts";
import { texts } from "../texts.ts";
import { EMPTY_FORM, type FormState } from "../ui/form.tsx";
import { DeleteView, DetailsView } from "./details-view.tsx";
import { FormCard, Section } from "./parts.tsx";
import { PERSON, personBody } from "./person.ts";
import { PersonFields } from "./person-fields.tsx";
import { versionIn } from "./sent.ts";
import { mayWrite, numberIn, type RefusedStatus, type Visit, visitTo } from "./visit.ts";

/** Who a patient is and how they are reached; and the way to delete them. */
export const detailPages = newPages();
const details = `${PATIENT}/details` as const;

detailPages.get(details, async (c) => {
	const visit = await visitTo(c);
	return patientPage(c, visit, { tab: "details", children: <DetailsView visit={visit} /> });
});

function editPage(c: Context<ConsoleEnv>, visit: Visit, state: FormState = EMPTY_FORM, status?: RefusedStatus) {
	const { patient, right, path } = visit;
	const children = (
		<Section title={texts.clinic.details.edit}>
			<FormCard
				action={`${path}/details`}
				state={state}
				status={status}
				fields={PERSON}
				submit={texts.common.save}
				version={patient.version}
				cancel={`${path}/details`}
			>
				<PersonFields form="person" state={state} right={right} known={patient} zone={patient.timezone} />
			</FormCard>
		</Section>
	);
	return patientPage(c, visit, { tab: "details", title: texts.clinic.details.edit, children }, status);
}

detailPages.get(`${details}/edit`, async (c) => {
	const visit = await visitTo(c);
	if (!mayWrite(visit, "patients.edit")) throw problem("forbidden");
	return editPage(c, visit);
});

detailPages.post(details, requireRight("patients.edit"), async (c) => {
	const visit = await visitTo(c);
	const fields = await sentFields(c);
	return submit(
		fields,
		async () => {
			const body = checked(editPatientBody, personBody(fields, visit.right, visit.patient));
			await editPatient(visit.context, visit.patient.id, body, versionIn(fields));
			return goOn(c, `${visit.path}/details`, "saved");
		},
		(state, status) => editPage(c, visit, state, status),
	);
});

/** The visit of who may delete the patient. */
async function visitOfDeleter(c: Context<ConsoleEnv>): Promise<Visit> {
	const visit = await visitTo(c);
	if (visit.right !== "all") throw problem("forbidden");
	return visit;
}

detailPages.get(`${details}/delete`, requireRight("patients.delete"), async (c) => {
	const visit = await visitOfDeleter(c);
	const title = texts.clinic.details.delete;
	return patientPage(c, visit, { tab: "details", title, children: <DeleteView visit={visit} /> });
});

detailPages.post(`${details}/delete`, requireRight("patients.delete"), async (c) => {
	const { context, patient } = await visitOfDeleter(c);
	await deletePatient(context, patient.id, versionIn(await sentFields(c)));
	c.executionCtx.waitUntil(flushOutbox(c.env));
	const removed = may(context.actor, "patients.restore") ? `?removed=${patient.id}` : "";
	return goOn(c, `/patients${removed}`, "removed");
});

detailPages.post(`${PATIENT}/restore`, requireRight("patients.restore"), async (c) => {
	const { id } = await restorePatient(serviceContext(c), numberIn(c, "id"));
	return goOn(c, `/patients/${id}/details`, "restored");
});
