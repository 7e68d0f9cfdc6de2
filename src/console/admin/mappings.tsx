import { serviceContext } from "../../auth/authenticate.ts";
import { acceptMapping, declineMapping, endMapping } from "../../mappings/changes.ts";
import { listMappings } from "../../mappings/listing.ts";
import { listMappingsQuery, mappingSchema } from "../../mappings/schema.ts";
import type { MappingStatus } from "../../mappings/table.ts";
import { sentFields } from "../forms.ts";
import type { Listed } from "../lists.tsx";
import { newPages } from "../router.ts";
import { fill, texts } from "../texts.ts";
import { Badge, type Tone } from "../ui/badge.tsx";
import { ButtonForm, Field } from "../ui/form.tsx";
import { Moment } from "../ui/time.tsx";
import { goBack, idIn, versionIn } from "./going.ts";
import { adminListPage } from "./list.tsx";
import { choicesOf, DoctorLink, PatientLink } from "./names.tsx";

const words = texts.admin.mappings;

type Mapping = Awaited<ReturnType<ReturnType<typeof listMappings>["page"]>>["results"][number];

const TONES: Record<MappingStatus, Tone> = { active: "good", pending: "alert", ended: "silent", declined: "silent" };

/** The buttons that move a mapping on from its status. */
function Decisions({ mapping }: { mapping: Mapping }) {
	const { id, status, version } = mapping;
	const patient = mapping.patient_name ?? words.hidden;
	const pair = fill(words.pair, { doctor: mapping.doctor_name, patient });
	const label = (text: string) => fill(texts.admin.of, { text, name: pair });
	if (status === "active")
		return (
			<ButtonForm
				action={`/admin/mappings/${id}/end`}
				text={words.end}
				label={label(words.end)}
				fields={{ version }}
				confirm={fill(words.end_confirm, { pair })}
				kind="danger"
			/>
		);
	if (status !== "pending") return null;
	return (
		<div class="actions">
			<ButtonForm action={`/admin/mappings/${id}/accept`} text={words.accept} label={label(words.accept)} />
			<ButtonForm
				action={`/admin/mappings/${id}/decline`}
				text={words.decline}
				label={label(words.decline)}
				confirm={fill(words.decline_confirm, { pair })}
				kind="danger"
			/>
		</div>
	);
}

function columns(zone: string) {
	return [
		{
			head: texts.admin.patient,
			cell: ({ patient, patient_name }: Mapping) => <PatientLink id={patient} name={patient_name} />,
		},
		{
			head: texts.admin.doctor,
			cell: ({ doctor, doctor_name }: Mapping) => <DoctorLink id={doctor} name={doctor_name} />,
		},
		{
			head: words.relationship,
			cell: ({ relationship_type }: Mapping) => words.relationships[relationship_type],
		},
		{
			head: texts.admin.state,
			cell: ({ status }: Mapping) => <Badge tone={TONES[status]}>{words.statuses[status]}</Badge>,
		},
		{ head: words.since, cell: ({ created_at }: Mapping) => <Moment at={created_at} zone={zone} /> },
		{ head: texts.common.actions, cell: (mapping: Mapping) => <Decisions mapping={mapping} /> },
	];
}

function MappingFilters({ state }: { state: Listed<Mapping>["filters"] }) {
	const shared = { form: "filter", state } as const;
	return (
		<>
			<Field {...shared} name="search" label={texts.admin.search} placeholder={words.search_hint} />
			<Field
				{...shared}
				name="status"
				label={texts.admin.state}
				choices={choicesOf(words.statuses, words.current)}
				required
			/>
			<Field
				{...shared}
				name="relationship_type"
				label={words.relationship}
				choices={choicesOf(words.relationships)}
				required
			/>
			<Field {...shared} name="patient" label={texts.admin.patient_id} inputmode="numeric" />
			<Field {...shared} name="doctor" label={texts.admin.doctor_id} inputmode="numeric" />
			<Field {...shared} name="created_after" label={words.after} type="date" />
			<Field {...shared} name="created_before" label={words.before} type="date" />
		</>
	);
}

/** Which doctor treats which patient. */
export const mappingPages = newPages();

mappingPages.get("/admin/mappings", (c) =>
	adminListPage(c, {
		title: words.title,
		lead: words.lead,
		actions: (
			<a class="button" href="/admin/bulk/assign">
				{words.assign}
			</a>
		),
		query: listMappingsQuery,
		Filters: MappingFilters,
		find: listMappings,
		columns,
		file: { item: mappingSchema, file: "mappings" },
	}),
);

mappingPages.post("/admin/mappings/:id/end", async (c) => {
	await endMapping(serviceContext(c), idIn(c), versionIn(await sentFields(c)));
	return goBack(c, "/admin/mappings", "ended");
});

mappingPages.post("/admin/mappings/:id/accept", async (c) => {
	await acceptMapping(serviceContext(c), idIn(c));
	return goBack(c, "/admin/mappings", "accepted");
});

mappingPages.post("/admin/mappings/:id/decline", async (c) => {
	await declineMapping(serviceContext(c), idIn(c));
	return goBack(c, "/admin/mappings", "declined");
});
