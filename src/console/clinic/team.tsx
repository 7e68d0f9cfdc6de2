import type { Context } from "hono";
import { checked } from "../../http/checked.ts";
import { problem } from "../../http/problem.ts";
import { acceptMapping, declineMapping, editMapping, endMapping } from "../../mappings/changes.ts";
import { getMapping, listMappingsOf } from "../../mappings/listing.ts";
import {
	createMappingBody,
	editMappingBody,
	type ListMappingsQuery,
	listMappingsQuery,
	mappingSchema,
} from "../../mappings/schema.ts";
import { createMapping } from "../../mappings/service.ts";
import { flushOutbox } from "../../outbox/service.ts";
import { goOn, sentFields, submit } from "../forms.ts";
import { download, listed } from "../lists.tsx";
import { PATIENT, patientPage } from "../patient/frame.tsx";
import { newPages } from "../router.ts";
import { type ConsoleEnv, requireRight } from "../session/visit.ts";
import { EMPTY_FORM, type FormState } from "../ui/form.tsx";
import { doctorsHere } from "./doctors.ts";
import { numberOf, versionIn } from "./sent.ts";
import { CareForm, mayEditCare, TeamView } from "./team-view.tsx";
import { mayWrite, numberIn, type RefusedStatus, type Visit, visitTo } from "./visit.ts";

/** Which doctors care for a patient. */
export const teamPages = newPages();
const team = `${PATIENT}/team` as const;
const mapping = `${team}/:mapping{[0-9]+}` as const;

/** Answers the care team, with a refused wish for a doctor as it was sent. */
async function teamPage(c: Context<ConsoleEnv>, visit: Visit, state: FormState = EMPTY_FORM, status?: RefusedStatus) {
	const find = (query: ListMappingsQuery) => listMappingsOf(visit.context, visit.patient.id, query);
	const isWriter = mayWrite(visit, "mappings.write");
	const [found, doctors] = await Promise.all([
		listed(c, listMappingsQuery, find),
		isWriter ? doctorsHere(visit.context) : [],
	]);
	const children = <TeamView visit={visit} team={found} doctors={doctors} state={state} />;
	return patientPage(c, visit, { tab: "team", children }, status);
}

teamPages.get(team, async (c) => {
	const visit = await visitTo(c);
	const find = (query: ListMappingsQuery) => listMappingsOf(visit.context, visit.patient.id, query);
	const file = await download(c, listMappingsQuery, { item: mappingSchema, file: "care-team" }, find);
	return file ?? teamPage(c, visit);
});

teamPages.post(team, requireRight("mappings.write"), async (c) => {
	const visit = await visitTo(c);
	const fields = await sentFields(c);
	return submit(
		fields,
		async () => {
			const body = { ...fields, patient: visit.patient.id, doctor: numberOf(fields.doctor) };
			const { status } = await createMapping(visit.context, checked(createMappingBody, body));
			c.executionCtx.waitUntil(flushOutbox(c.env));
			return goOn(c, `${visit.path}/team`, status === "pending" ? "asked" : "added");
		},
		(state, status) => teamPage(c, visit, state, status),
	);
});

/** The mapping that an address names. Throws `not_found` for another patient's. */
async function mappingIn(c: Context<ConsoleEnv>, { context, patient }: Visit) {
	const found = await getMapping(context, numberIn(c, "mapping"));
	if (found.patient !== patient.id) throw problem("not_found");
	return found;
}

/** The mapping, where the visitor may change what is noted of it. */
async function editable(c: Context<ConsoleEnv>, visit: Visit) {
	const found = await mappingIn(c, visit);
	if (!mayEditCare(visit, found)) throw problem("forbidden");
	return found;
}

async function carePage(c: Context<ConsoleEnv>, visit: Visit, state: FormState = EMPTY_FORM, status?: RefusedStatus) {
	const children = <CareForm visit={visit} care={await editable(c, visit)} state={state} status={status} />;
	return patientPage(c, visit, { tab: "team", children }, status);
}

teamPages.get(mapping, async (c) => carePage(c, await visitTo(c)));

teamPages.post(mapping, requireRight("mappings.write"), async (c) => {
	const visit = await visitTo(c);
	const { id } = await editable(c, visit);
	const fields = await sentFields(c);
	return submit(
		fields,
		async () => {
			await editMapping(visit.context, id, checked(editMappingBody, fields), versionIn(fields));
			return goOn(c, `${visit.path}/team`, "saved");
		},
		(state, status) => carePage(c, visit, state, status),
	);
});

const DECISIONS = [
	["accept", acceptMapping, "accepted"],
	["decline", declineMapping, "declined"],
	["end", endMapping, "ended"],
] as const;

for (const [name, decide, done] of DECISIONS) {
	teamPages.post(`${mapping}/${name}`, requireRight("mappings.write"), async (c) => {
		const visit = await visitTo(c);
		const { id } = await mappingIn(c, visit);
		const { isSelf, context, path } = visit;
		return submit(
			{},
			async () => {
				await decide(context, id);
				c.executionCtx.waitUntil(flushOutbox(c.env));
				// A doctor who ends their care does not see the patient any more.
				const isStillHere = isSelf || visit.right !== "clinical" || name !== "end";
				return goOn(c, isStillHere ? `${path}/team` : "/patients", done);
			},
			(state, status) => teamPage(c, visit, state, status),
		);
	});
}
