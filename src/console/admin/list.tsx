import type { Context } from "hono";
import type { Child } from "hono/jsx";
import type { z } from "zod";
import { serviceContext } from "../../auth/authenticate.ts";
import type { ServiceContext } from "../../auth/service-context.ts";
import type { List } from "../../db/list.ts";
import { settings } from "../../env.ts";
import type { Printer } from "../../http/listing.ts";
import type { PageQuery } from "../../http/paging.ts";
import { download, ListView, listed } from "../lists.tsx";
import type { ConsoleEnv } from "../session/visit.ts";
import type { FormState } from "../ui/form.tsx";
import type { Column } from "../ui/table.tsx";
import { ZoneNote } from "../ui/time.tsx";
import { adminPage } from "./frame.tsx";

interface AdminList<S extends z.ZodType<PageQuery>, T extends { id: number | string }> {
	title: string;
	lead?: string;
	/** Beside the title. */
	actions?: Child;
	/** The filters, as the API's own list has them. */
	query: S;
	Filters: (props: { state: FormState }) => Child;
	find: (context: ServiceContext, query: z.output<S>) => List<T> | Promise<List<T>>;
	/** Of a zone: times are told by the clinic's clock. */
	columns: (zone: string) => readonly Column<T>[];
	/** What a row has as a file, and what the file is called. */
	file: Parameters<typeof download>[2];
	/** Writes the list as a PDF, where there is one. */
	printer?: (context: ServiceContext) => Printer<z.output<S>, T>;
}

/** Answers a list of the administration, or its file where the address asks for one. */
export async function adminListPage<S extends z.ZodType<PageQuery>, T extends { id: number | string }>(
	c: Context<ConsoleEnv>,
	{ title, lead, actions, query, Filters, find, columns, file, printer }: AdminList<S, T>,
) {
	const context = serviceContext(c);
	const found = (asked: z.output<S>) => find(context, asked);
	const answer = await download(c, query, file, found, printer?.(context));
	if (answer) return answer;
	const rows = await listed(c, query, found);
	const zone = settings(c.env).clinicTimezone;
	return adminPage(c, {
		title,
		...(lead && { lead }),
		actions,
		children: (
			<>
				<ZoneNote zone={zone} />
				<ListView
					listed={rows}
					caption={title}
					columns={columns(zone)}
					files={printer ? ["csv", "pdf"] : ["csv"]}
					filters={<Filters state={rows.filters} />}
				/>
			</>
		),
	});
}
