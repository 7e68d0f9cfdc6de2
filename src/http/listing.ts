import { z } from "@hono/zod-openapi";
import type { Context, TypedResponse } from "hono";
import type { List } from "../db/list.ts";
import type { AppEnv } from "./app-env.ts";
import { csvOf } from "./csv.ts";
import { limits, type PageQuery, page, pageOf } from "./paging.ts";

/** How many rows of a CSV one query reads: at first, while nobody knows how wide they are, and at most. */
const FIRST_ROWS = 100;
const MOST_ROWS = 1_000;

/** About what the rows of one query may hold: a Worker has 128 MB for all that it does at once. */
const MOST_CHARACTERS = 4_000_000;

type Item = z.ZodObject;

/** The 200 of a list: a page as JSON, or all of it as CSV. */
export function listOf<S extends Item>(item: S, name: string, description: string) {
	return pagesOf(pageOf(item, name), description);
}

/** The same of a list whose pages have an envelope of their own. */
export function pagesOf<S extends Item>(page: S, description: string) {
	const content = {
		"application/json": { schema: page },
		"text/csv": { schema: z.string().describe("All that match, however many: one line each") },
	};
	return { 200: { description, content } };
}

export function wantsCsv(c: Context<AppEnv>, format: PageQuery["format"]): boolean {
	if (format) return format === "csv";
	// Of a list like `text/csv, */*` the first one is meant.
	const [first = ""] = (c.req.header("Accept") ?? "").split(",");
	return first.split(";")[0]?.trim() === "text/csv";
}

/** The texts as a body, each made when the last one is taken. */
function streamOf(first: string, rest: AsyncIterator<string>): ReadableStream<Uint8Array> {
	const encoder = new TextEncoder();
	return new ReadableStream({
		start: (controller) => controller.enqueue(encoder.encode(first)),
		async pull(controller) {
			const { done, value } = await rest.next();
			if (done) controller.close();
			else controller.enqueue(encoder.encode(value));
		},
	});
}

/**
 * All rows as CSV, a page at a time, while they are sent. `item` names the columns, and so what may be shown. Throws what
 * the first page throws; a later failure cuts the body short, so that nobody takes a part for the whole.
 */
export async function csvResponse(item: Item, file: string, pages: AsyncIterable<readonly object[]>) {
	const columns = Object.keys(item.shape);
	async function* lines() {
		let header = true;
		for await (const rows of pages) {
			yield csvOf(columns, rows, header);
			header = false;
		}
	}
	const rest = lines();
	const first = await rest.next();
	const response = new Response(streamOf(first.value ?? "", rest), {
		headers: {
			"Content-Type": "text/csv; charset=utf-8",
			"Content-Disposition": `attachment; filename="${file}.csv"`,
		},
	});
	// The cast: what is streamed has no type that the document could check.
	return response as Response & TypedResponse<string, 200, "text">;
}

/** How many rows like these one query may read. */
function rowsLike(rows: readonly object[]): number {
	const width = JSON.stringify(rows).length / rows.length;
	return Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_CHARACTERS / width)));
}

/** All rows of a list, a page at a time, by their ids. */
export async function* everyRow<T extends { id: number | string }>(list: List<T>) {
	let last: T | undefined;
	for (let limit = FIRST_ROWS; ; ) {
		const rows = await list.behind(last?.id ?? null, limit);
		yield rows;
		if (rows.length < limit) return;
		limit = rowsLike(rows);
		last = rows.at(-1);
	}
}

/** Answers a list: one page of it in the envelope, or with `?format=csv` or `Accept: text/csv` all of it. */
export async function answerList<Q extends PageQuery, T extends { id: number | string }>(
	c: Context<AppEnv>,
	query: Q,
	{ item, file }: { item: Item; file: string },
	find: (query: Q) => List<T> | Promise<List<T>>,
) {
	const list = await find(query);
	if (wantsCsv(c, query.format)) return csvResponse(item, file, everyRow(list));
	const { count, results } = await list.page(limits(query));
	return c.json(page(c.req.url, query, count, results), 200);
}
