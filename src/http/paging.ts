import { z } from "@hono/zod-openapi";
import { asc, desc, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { type Format, formatQuery } from "./format.ts";

export const PAGE_SIZE = 20;
export const LARGEST_PAGE = 100;

const pageSize = z.coerce.number().int().min(1).max(LARGEST_PAGE);

/** How many rows one PDF holds: what is more is for a spreadsheet. */
export const MOST_PRINTED = 2_000;

const AS_CSV =
	"`csv` answers all that match, in the order of their ids: no `ordering`, no pages. So does `Accept: text/csv`";

/** `?page=&page_size=`; `limit` is what seed 2 calls the size. */
export const pageQuery = z.object({
	page: z.coerce.number().int().min(1).max(1_000_000).default(1).openapi({ example: 1 }),
	page_size: pageSize.optional().openapi({ example: PAGE_SIZE }),
	limit: pageSize.optional().describe("The same as `page_size`"),
	format: formatQuery(["json", "csv"], AS_CSV),
});
export type PageQuery = Omit<z.infer<typeof pageQuery>, "format"> & { format?: Format | undefined };

/** `?format=` of a list that is a PDF too. */
export const printedFormat = formatQuery(
	["json", "csv", "pdf"],
	`${AS_CSV}. \`pdf\` answers them as a table to be printed, in the \`ordering\`, ${MOST_PRINTED} at most; so does ` +
		"`Accept: application/pdf`",
);

/** A filter that is on or off, in any case: some clients write `True`. */
export const yesOrNo = z
	.string()
	.toLowerCase()
	.pipe(z.enum(["true", "false"], "must be true or false"))
	.transform((text) => text === "true")
	.openapi({ type: "boolean" });

/** The envelope of every list. */
export function pageOf<S extends z.ZodType>(item: S, name: string) {
	return z
		.object({
			count: z.number().int().nullable().describe("All that match; null where counting would read everything"),
			next: z.string().nullable().openapi({ example: null }),
			previous: z.string().nullable().openapi({ example: null }),
			results: z.array(item),
		})
		.openapi(name);
}

export function sizeOf(query: { page_size?: number | undefined; limit?: number | undefined }): number {
	return query.page_size ?? query.limit ?? PAGE_SIZE;
}

export function limits(query: PageQuery): { limit: number; offset: number } {
	const limit = sizeOf(query);
	return { limit, offset: (query.page - 1) * limit };
}

function withParams(url: string, params: Record<string, string>): string {
	const link = new URL(url);
	for (const [name, value] of Object.entries(params)) link.searchParams.set(name, value);
	return link.toString();
}

/** Wraps one page of rows with the links to its neighbours. */
export function page<T>(url: string, query: PageQuery, count: number, results: T[]) {
	const more = query.page * sizeOf(query) < count;
	return {
		count,
		next: more ? withParams(url, { page: String(query.page + 1) }) : null,
		previous: query.page > 1 ? withParams(url, { page: String(query.page - 1) }) : null,
		results,
	};
}

/** The address of what comes behind the cursor, of a list that was asked for at this one. */
export function nextLink(url: string, cursor: string): string {
	// Nothing to take out: to add it takes 1 µs, an address taken apart and put together 15.
	if (!/[?&](?:page|cursor)=/.test(url))
		return `${url}${url.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(cursor)}`;
	const link = new URL(url);
	link.searchParams.delete("page");
	link.searchParams.set("cursor", cursor);
	return link.toString();
}

/** `?ordering=name` or `-name` over the given columns; the id settles ties, so that pages never overlap. */
export function orderingQuery<const K extends string>(names: readonly [K, ...K[]]) {
	const values = names.flatMap((name) => [name, `-${name}` as const]) as [K | `-${K}`, ...(K | `-${K}`)[]];
	return z.enum(values).optional().openapi({ example: values[0] });
}

export function orderBy<K extends string>(
	ordering: K | `-${K}` | undefined,
	columns: Record<K, SQLWrapper>,
	tie: SQLWrapper,
): SQL[] {
	if (!ordering) return [desc(tie)];
	const descending = ordering.startsWith("-");
	// The cast only takes the sign off a member of the enum.
	const column = columns[(descending ? ordering.slice(1) : ordering) as K];
	return descending ? [desc(column), desc(tie)] : [asc(column), asc(tie)];
}

/** Whether the column holds the text anywhere, in any case of a to z. Not LIKE: D1 refuses its patterns over 50 bytes. */
export function contains(column: SQLWrapper, text: string): SQL {
	return sql`instr(lower(${column}), lower(${text})) > 0`;
}
