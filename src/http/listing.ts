import { z } from "@hono/zod-openapi";
import type { Context, TypedResponse } from "hono";
import { everyRow, type List } from "../db/list.ts";
import type { AppEnv } from "./app-env.ts";
import { csvOf } from "./csv.ts";
import { fileResponse, formatOf } from "./format.ts";
import { limits, type PageQuery, page, pageOf } from "./paging.ts";

type Item = z.ZodObject;

/** Files, as the document describes them. */
export const csvFile = z.string();
export const pdfFile = z.string().openapi({ format: "binary" });

/** The 200 of a list: a page as JSON, or all of it as CSV, or where it can be printed as PDF. */
export function listOf<S extends Item>(item: S, name: string, description: string, printed = { isPrinted: false }) {
	return pagesOf(pageOf(item, name), description, printed);
}

/** The same of a list whose pages have an envelope of their own. */
export function pagesOf<S extends Item>(page: S, description: string, { isPrinted } = { isPrinted: false }) {
	const content = {
		"application/json": { schema: page },
		"text/csv": { schema: csvFile.describe("All that match, however many: one line each") },
		...(isPrinted && { "application/pdf": { schema: pdfFile } }),
	};
	return { 200: { description, content } };
}

export const wantsCsv = (c: Context<AppEnv>, asked: PageQuery["format"]): boolean =>
	formatOf(c, asked, ["csv"]) === "csv";

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
	return asText(fileResponse(streamOf(first.value ?? "", rest), file, "csv"));
}

/** A file as a route answers it: the cast, because its body has no type that the document could check. */
export const asText = (response: Response) => response as Response & TypedResponse<string, 200, "text">;

/** Prints all rows of a list. */
export type Printer<Q, T> = (pages: AsyncIterable<readonly T[]>, query: Q) => Promise<Uint8Array<ArrayBuffer>>;

/** Answers a list: one page of it in the envelope, or by `?format=` or `Accept` all of it as CSV, or printed as PDF. */
export async function answerList<Q extends PageQuery, T extends { id: number | string }>(
	c: Context<AppEnv>,
	query: Q,
	{ item, file }: { item: Item; file: string },
	find: (query: Q) => List<T> | Promise<List<T>>,
	print?: Printer<Q, T>,
) {
	const list = await find(query);
	const format = formatOf(c, query.format, print ? ["csv", "pdf"] : ["csv"]);
	if (format === "csv") return csvResponse(item, file, everyRow(list));
	if (format === "pdf" && print) return asText(fileResponse(await print(everyRow(list), query), file, "pdf"));
	const { count, results } = await list.page(limits(query));
	return c.json(page(c.req.url, query, count, results), 200);
}
