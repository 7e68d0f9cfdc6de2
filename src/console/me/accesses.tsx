import { accessSchema, listAccessesQuery } from "../../accesses/schema.ts";
import { listAccesses } from "../../accesses/service.ts";
import { ACCESS_KINDS } from "../../accesses/table.ts";
import { serviceContext } from "../../auth/authenticate.ts";
import { getOwnPatient } from "../../patients/service.ts";
import { download, type Listed, ListView, listed } from "../lists.tsx";
import { newPages } from "../router.ts";
import { page } from "../shell.tsx";
import { texts } from "../texts.ts";
import { Field } from "../ui/form.tsx";
import { Moment, ZoneNote } from "../ui/time.tsx";

const words = texts.me.accesses;

type Access = Awaited<ReturnType<Awaited<ReturnType<typeof listAccesses>>["page"]>>["results"][number];

const KINDS = [["", texts.common.all], ...ACCESS_KINDS.map((kind) => [kind, words.kinds[kind]] as const)] as const;

function Accesses({ accesses, zone }: { accesses: Listed<Access>; zone: string }) {
	const columns = [
		{ head: words.name, cell: ({ name }: Access) => name },
		{ head: words.role, cell: ({ role }: Access) => texts.roles[role] },
		{ head: words.kind, cell: ({ kind }: Access) => words.kinds[kind] },
		{ head: words.first, cell: ({ first_at }: Access) => <Moment at={first_at} zone={zone} /> },
		{ head: words.last, cell: ({ last_at }: Access) => <Moment at={last_at} zone={zone} /> },
		{ head: words.count, cell: ({ count }: Access) => count, isNumber: true },
	];
	const filter = { form: "filter", state: accesses.filters };
	return (
		<>
			<h1>{words.title}</h1>
			<p class="lead">{words.lead}</p>
			<ZoneNote zone={zone} />
			<ListView
				listed={accesses}
				caption={words.title}
				columns={columns}
				files={["csv"]}
				filters={
					<>
						<Field {...filter} name="search" label={words.name} />
						<Field {...filter} name="kind" label={words.kind} choices={KINDS} required />
						<Field {...filter} name="from" label={words.from} type="date" />
						<Field {...filter} name="to" label={words.to} type="date" />
					</>
				}
			/>
		</>
	);
}

/** Who else has looked at the patient's data. */
export const accessPages = newPages();

accessPages.get("/me/accesses", async (c) => {
	const context = serviceContext(c);
	const { id, timezone } = await getOwnPatient(context);
	const find = (query: Parameters<typeof listAccesses>[2]) => listAccesses(context, id, query);
	const file = await download(c, listAccessesQuery, { item: accessSchema, file: "accesses" }, find);
	if (file) return file;
	const accesses = await listed(c, listAccessesQuery, find);
	return page(c, { title: words.title, children: <Accesses accesses={accesses} zone={timezone} /> });
});
