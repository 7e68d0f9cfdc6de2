import type { Context } from "hono";
import { serviceContext } from "../../auth/authenticate.ts";
import { isAdmin, may } from "../../auth/policy.ts";
import type { ServiceContext } from "../../auth/service-context.ts";
import { settings } from "../../env.ts";
import { checked } from "../../http/checked.ts";
import { createPatient, ownsRecords } from "../../patients/creation.ts";
import { createPatientBody, type ListPatientsQuery, listPatientsQuery, patientSchema } from "../../patients/schema.ts";
import { listPatients } from "../../patients/service.ts";
import { goOn, sentFields, submit } from "../forms.ts";
import { download, listed } from "../lists.tsx";
import { newPages } from "../router.ts";
import { type ConsoleEnv, requireRight } from "../session/visit.ts";
import { page } from "../shell.tsx";
import { texts } from "../texts.ts";
import { EMPTY_FORM, type FormState } from "../ui/form.tsx";
import { zoneOf } from "../zone.ts";
import { doctorsHere } from "./doctors.ts";
import { NewPatient } from "./new-patient.tsx";
import { PutBack } from "./parts.tsx";
import { PatientList } from "./patient-list.tsx";
import { personBody } from "./person.ts";
import { filled } from "./sent.ts";

const words = texts.clinic.patients;

/** Whom the visitor sees, and the way to add somebody. */
export const patientListPages = newPages();

const mayAdd = ({ actor }: ServiceContext): boolean => may(actor, "patients.create") && ownsRecords(actor);

patientListPages.get("/patients", async (c) => {
	const context = serviceContext(c);
	const find = (query: ListPatientsQuery) =>
		listPatients(context, { ...query, ordering: query.ordering ?? "last_name" });
	const file = await download(
		c,
		listPatientsQuery,
		{ item: patientSchema, file: "patients" },
		find,
		async (pages, query) => (await import("../../exports/patient-list.ts")).patientListPdf(context, pages, query),
	);
	if (file) return file;
	const [patients, doctors, zone] = await Promise.all([
		listed(c, listPatientsQuery, find),
		doctorsHere(context),
		zoneOf(context),
	]);
	const children = (
		<>
			<PutBack c={c} action="patients.restore" path="/patients" />
			<PatientList patients={patients} doctors={doctors} zone={zone} mayAdd={mayAdd(context)} />
		</>
	);
	return page(c, { title: words.title, wide: true, children });
});

function newPage(c: Context<ConsoleEnv>, state: FormState = EMPTY_FORM, status?: Parameters<typeof page>[2]) {
	const { actor, env } = serviceContext(c);
	const form = { state, zone: settings(env).clinicTimezone, mayGiveLogin: isAdmin(actor) };
	return page(c, { title: words.add, children: <NewPatient {...form} /> }, status);
}

patientListPages.get("/patients/new", requireRight("patients.create"), (c) => newPage(c));

patientListPages.post("/patients", requireRight("patients.create"), async (c) => {
	const context = serviceContext(c);
	const fields = await sentFields(c);
	return submit(
		fields,
		async () => {
			const { create_account, username, password } = fields;
			const login = create_account === undefined ? {} : { create_account: true, ...filled({ username, password }) };
			const body = { ...filled(personBody(fields, "all")), ...login };
			const { id } = await createPatient(context, checked(createPatientBody, body));
			return goOn(c, `/patients/${id}/details`, "added");
		},
		(state, status) => newPage(c, state, status),
	);
});
