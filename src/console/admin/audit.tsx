import { listAudit } from "../../audit/listing.ts";
import { auditEntrySchema, listAuditQuery } from "../../audit/schema.ts";
import type { Listed } from "../lists.tsx";
import { newPages } from "../router.ts";
import { fill, texts } from "../texts.ts";
import { Field } from "../ui/form.tsx";
import { Moment } from "../ui/time.tsx";
import { adminListPage } from "./list.tsx";
import { choicesOf, PatientLink, UserLink } from "./names.tsx";

const words = texts.admin.audit;

type Entry = Awaited<ReturnType<ReturnType<typeof listAudit>["page"]>>["results"][number];

const only = (name: string, value: string | number) => `/admin/audit?${new URLSearchParams({ [name]: String(value) })}`;

function Actor({ entry: { actor, actor_name } }: { entry: Entry }) {
	if (actor === null) return <span class="dim">{words.nobody}</span>;
	return <UserLink id={actor} name={actor_name} />;
}

function Action({ entry: { action } }: { entry: Entry }) {
	return (
		<a href={only("action", action)} title={fill(words.only, { name: action })}>
			<code>{action}</code>
		</a>
	);
}

const subjectOf = ({ entity, entity_id }: Entry) => (entity_id === null ? entity : `${entity} ${entity_id}`);

function columns(zone: string) {
	return [
		{ head: texts.admin.when, cell: ({ at }: Entry) => <Moment at={at} zone={zone} /> },
		{ head: texts.admin.who, cell: (entry: Entry) => <Actor entry={entry} /> },
		{ head: words.action, cell: (entry: Entry) => <Action entry={entry} /> },
		{ head: words.on, cell: subjectOf },
		{
			head: texts.admin.patient,
			cell: ({ patient, patient_name }: Entry) =>
				patient === null ? "" : <PatientLink id={patient} name={patient_name} />,
		},
		{ head: words.fields, cell: ({ fields }: Entry) => fields.join(", ") },
		{ head: words.address, cell: ({ address }: Entry) => address ?? "" },
	];
}

/** The kinds, and the one action that the address may ask for. */
function actions(asked: string | undefined) {
	const kinds = choicesOf(words.kinds);
	return asked && !kinds.some(([kind]) => kind === asked) ? [...kinds, [asked, asked] as const] : kinds;
}

function AuditFilters({ state }: { state: Listed<Entry>["filters"] }) {
	const shared = { form: "filter", state } as const;
	return (
		<>
			<Field {...shared} name="search" label={texts.admin.search} placeholder={words.search_hint} />
			<Field {...shared} name="actor" label={words.actor_id} inputmode="numeric" />
			<Field {...shared} name="patient" label={texts.admin.patient_id} inputmode="numeric" />
			<Field {...shared} name="action" label={words.action} choices={actions(state.values.action)} required />
			<Field {...shared} name="from" label={texts.admin.from} type="date" />
			<Field {...shared} name="to" label={texts.admin.to} type="date" />
			<Field
				{...shared}
				name="ordering"
				label={texts.admin.order}
				choices={choicesOf({ at: texts.admin.oldest }, texts.admin.newest)}
				required
			/>
		</>
	);
}

/** Who did what to whom. */
export const auditPages = newPages();

auditPages.get("/admin/audit", (c) =>
	adminListPage(c, {
		title: words.title,
		lead: words.lead,
		query: listAuditQuery,
		Filters: AuditFilters,
		find: listAudit,
		columns,
		file: { item: auditEntrySchema, file: "audit" },
		printer: (context) => async (pages, query) =>
			(await import("../../exports/audit-trail.ts")).auditTrailPdf(context, pages, query),
	}),
);
