import { z } from "zod";
import { restoreAppointment } from "../../appointments/service.ts";
import { restoreAssessment } from "../../assessments/recording.ts";
import { listDeletions } from "../../audit/deletions.ts";
import { DELETABLE, type Deletable, deletionSchema, listDeletionsQuery } from "../../audit/schema.ts";
import { serviceContext } from "../../auth/authenticate.ts";
import type { ServiceContext } from "../../auth/service-context.ts";
import { restoreDevice } from "../../devices/service.ts";
import { restoreDoctor } from "../../doctors/service.ts";
import { checked } from "../../http/checked.ts";
import { restorePatient } from "../../patients/service.ts";
import { restoreRecord } from "../../records/editing.ts";
import type { Listed } from "../lists.tsx";
import { newPages } from "../router.ts";
import { fill, texts } from "../texts.ts";
import { ButtonForm, Field } from "../ui/form.tsx";
import { Moment } from "../ui/time.tsx";
import { goBack, idIn } from "./going.ts";
import { adminListPage } from "./list.tsx";
import { choicesOf, UserLink } from "./names.tsx";

const words = texts.admin.deleted;

type Deletion = Awaited<ReturnType<ReturnType<typeof listDeletions>["page"]>>["results"][number];

const RESTORE: Record<Deletable, (context: ServiceContext, id: number) => Promise<unknown>> = {
	patient: restorePatient,
	doctor: restoreDoctor,
	appointment: restoreAppointment,
	device: restoreDevice,
	record: restoreRecord,
	assessment: restoreAssessment,
};

const thingOf = ({ kind, thing }: Deletion) => fill(words.thing, { kind: words.kinds[kind], id: thing });

function columns(zone: string) {
	return [
		{ head: words.what, cell: thingOf },
		{ head: texts.admin.users.name, cell: ({ name }: Deletion) => name ?? "" },
		{ head: texts.admin.when, cell: ({ at }: Deletion) => <Moment at={at} zone={zone} /> },
		{
			head: words.by,
			cell: ({ actor, actor_name }: Deletion) => actor !== null && <UserLink id={actor} name={actor_name} />,
		},
		{
			head: texts.common.actions,
			cell: (deletion: Deletion) => (
				<ButtonForm
					action={`/admin/deleted/${deletion.kind}/${deletion.thing}/restore`}
					text={words.restore}
					label={fill(words.restore_label, { thing: thingOf(deletion) })}
				/>
			),
		},
	];
}

function DeletionFilters({ state }: { state: Listed<Deletion>["filters"] }) {
	return (
		<>
			<Field
				form="filter"
				name="search"
				label={texts.admin.search}
				placeholder={texts.admin.appointments.search_hint}
				state={state}
			/>
			<Field form="filter" name="kind" label={words.what} choices={choicesOf(words.kinds)} state={state} required />
		</>
	);
}

/** What was deleted, until somebody needs it again. */
export const deletedPages = newPages();

deletedPages.get("/admin/deleted", (c) =>
	adminListPage(c, {
		title: words.title,
		lead: words.lead,
		query: listDeletionsQuery,
		Filters: DeletionFilters,
		find: listDeletions,
		columns,
		file: { item: deletionSchema, file: "deleted" },
	}),
);

const restorable = z.object({ kind: z.enum(DELETABLE) });

deletedPages.post("/admin/deleted/:kind/:id/restore", async (c) => {
	const { kind } = checked(restorable, c.req.param());
	await RESTORE[kind](serviceContext(c), idIn(c));
	return goBack(c, "/admin/deleted", "restored");
});
