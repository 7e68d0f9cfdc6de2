import type { entryAnswer } from "../audit/listing.ts";
import type { AUDIT_ORDERINGS, ListAuditQuery } from "../audit/schema.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { secondIn } from "./clock.ts";
import { listPdf, type PrintedList } from "./list-pdf.ts";

type Entry = ReturnType<typeof entryAnswer>;

/** Nobody signed in, or a device, has no id. */
const who = ({ actor, actor_name }: Entry) => (actor === null ? "" : `${actor_name ?? "user"} (${actor})`);

const AUDIT: PrintedList<Entry, (typeof AUDIT_ORDERINGS)[number]> = {
	title: "Audit trail",
	things: ["entry", "entries"],
	columns: [
		{ title: "ID", share: 5, align: "right", text: ({ id }) => String(id) },
		{ title: "At", share: 12, text: ({ at }, zone) => secondIn(zone, at) },
		{ title: "By", share: 14, text: who },
		{ title: "Action", share: 13, text: ({ action }) => action },
		{ title: "Of", share: 14, text: ({ entity, entity_id }) => `${entity} ${entity_id ?? ""}`.trim() },
		{ title: "Patient", share: 6, align: "right", text: ({ patient }) => String(patient ?? "") },
		{ title: "Fields", share: 16, text: ({ fields }) => fields.join(", ") },
		{ title: "From", share: 12, text: ({ address }) => address ?? "" },
	],
	keys: { at: ({ at }) => at },
	ordering: "-at",
	filters: "`from`, `to`, `actor`, `patient` or `action`",
};

/** The audit trail as a PDF, newest first if the query names no order. Throws `invalid` for too many. */
export const auditTrailPdf = (context: ServiceContext, pages: AsyncIterable<readonly Entry[]>, query: ListAuditQuery) =>
	listPdf(context, AUDIT, pages, query);
