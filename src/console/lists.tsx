import type { Context } from "hono";
import type { Child } from "hono/jsx";
import type { z } from "zod";
import type { List } from "../db/list.ts";
import { checked } from "../http/checked.ts";
import { answerList, type Printer } from "../http/listing.ts";
import { limits, type PageQuery, sizeOf } from "../http/paging.ts";
import { Problem } from "../http/problem.ts";
import type { ConsoleEnv } from "./session/visit.ts";
import { texts } from "./texts.ts";
import { Filters } from "./ui/filters.tsx";
import { EMPTY_FORM, type FormState } from "./ui/form.tsx";
import { Pager, withQuery } from "./ui/pager.tsx";
import { type Column, DataTable } from "./ui/table.tsx";

type Id = number | string;

/** One page of a list, and the filters by which it was asked for. */
export interface Listed<T> {
	url: string;
	filters: FormState;
	page: number;
	size: number;
	count: number;
	rows: T[];
}

/** The parameters of an address, but for those that were left blank in a form. */
export const asked = (c: Context<ConsoleEnv>): Record<string, string> =>
	Object.fromEntries(Object.entries(c.req.query()).filter(([, value]) => value.trim() !== ""));

/**
 * Asks a service for the page of a list that the address asks for, by the schema of the API's own list. Filters that
 * are refused find nothing, and say why.
 */
export async function listed<S extends z.ZodType<PageQuery>, T extends { id: Id }>(
	c: Context<ConsoleEnv>,
	schema: S,
	find: (query: z.output<S>) => List<T> | Promise<List<T>>,
): Promise<Listed<T>> {
	const values = asked(c);
	const { url } = c.req;
	try {
		const query = checked(schema, values);
		const list = await find(query);
		const { count, results } = await list.page(limits(query));
		return { url, filters: { ...EMPTY_FORM, values }, page: query.page, size: sizeOf(query), count, rows: results };
	} catch (error) {
		if (!(error instanceof Problem) || error.code !== "invalid") throw error;
		const filters = { values, errors: error.details.errors ?? {} };
		return { url, filters, page: 1, size: 1, count: 0, rows: [] };
	}
}

/** The same list as a file, where the address asks for one with `?format=`; undefined where it asks for the page. */
export async function download<S extends z.ZodType<PageQuery>, T extends { id: Id }>(
	c: Context<ConsoleEnv>,
	schema: S,
	file: Parameters<typeof answerList>[2],
	find: (query: z.output<S>) => List<T> | Promise<List<T>>,
	print?: Printer<z.output<S>, T>,
): Promise<Response | undefined> {
	if (!c.req.query("format")) return undefined;
	const query = checked(schema, asked(c));
	return answerList(c, query, file, find, print);
}

/** Parameters that narrow nothing: where the list goes on, and what was done. */
const NO_FILTERS: readonly string[] = ["page", "done", "removed"];

/** A list with its filters above and its pages below. */
export function ListView<T>(props: {
	listed: Listed<T>;
	caption: string;
	columns: readonly Column<T>[];
	filters?: Child;
	/** The files that the list can be had as. */
	files?: readonly ("csv" | "pdf")[];
	/** What is said where there is nothing, unless a filter is why. */
	empty?: string;
}) {
	const { listed, caption, columns, filters, files = [], empty = texts.common.nothing } = props;
	const { url, page, size, count, rows } = listed;
	const path = new URL(url).pathname;
	const isNarrowed = Object.keys(listed.filters.values).some((name) => !NO_FILTERS.includes(name));
	return (
		<>
			{filters && (
				<Filters label={caption} clear={isNarrowed ? path : undefined}>
					{filters}
				</Filters>
			)}
			<DataTable
				caption={caption}
				columns={columns}
				rows={rows}
				empty={isNarrowed ? texts.common.nothing_found : empty}
			/>
			<div class="actions">
				<Pager url={url} page={page} size={size} count={count} />
				{rows.length > 0 &&
					files.map((format) => (
						<a class="button quiet" href={withQuery(url, { format, page: null })} download>
							{texts.common[format]}
						</a>
					))}
			</div>
		</>
	);
}
