import type { ServiceContext } from "../auth/service-context.ts";
import { settings } from "../env.ts";
import { MOST_PRINTED } from "../http/paging.ts";
import { invalid } from "../http/problem.ts";
import { authorOf } from "./authorship.ts";
import { secondIn } from "./clock.ts";
import { Document } from "./document.ts";
import { type Column, Flow } from "./flow.ts";
import { type Keys, ordered } from "./ordering.ts";

/** How a list is printed. */
export interface PrintedList<T, K extends string> {
	title: string;
	/** What its rows are, one and many. */
	things: readonly [one: string, many: string];
	/** Each row's text in the column; times by the clock of the zone. */
	columns: readonly (Column & { text: (row: T, zone: string) => string })[];
	/** What `?ordering=` names. */
	keys: Keys<T, K>;
	/** Where nobody says. */
	ordering: K | `-${K}`;
	/** The filters that make it shorter, as a sentence names them. */
	filters: string;
}

type Query<K extends string> = { ordering?: K | `-${K}` | undefined };

/** All rows, but for too many. Throws `invalid` where there are more than a PDF holds. */
async function collected<T>(pages: AsyncIterable<readonly T[]>, filters: string): Promise<T[]> {
	const rows: T[] = [];
	for await (const page of pages) {
		rows.push(...page);
		if (rows.length > MOST_PRINTED) throw tooMany(filters);
	}
	return rows;
}

const tooMany = (filters: string) =>
	invalid(
		"format",
		`must not be pdf for more than ${MOST_PRINTED.toLocaleString("en")} rows, and more match: narrow them down by ` +
			`${filters}, or ask for csv, which holds all`,
	);

/** What does not choose rows. */
const NO_FILTERS: readonly string[] = ["page", "page_size", "limit", "format", "ordering"];

function filtersOf(query: object): string {
	const filters = Object.entries(query).filter(([name, value]) => !NO_FILTERS.includes(name) && value !== undefined);
	if (filters.length === 0) return "Filters: none";
	return `Filters: ${filters.map(([name, value]) => `${name.replaceAll("_", " ")} = ${value}`).join(", ")}`;
}

/** A list as a PDF: its filters, its order, who made it and when, and a table of all rows. Throws `invalid` for too many. */
export async function listPdf<T extends { id: number }, K extends string>(
	context: ServiceContext,
	list: PrintedList<T, K>,
	pages: AsyncIterable<readonly T[]>,
	query: Query<K>,
	now = new Date(),
): Promise<Uint8Array<ArrayBuffer>> {
	const { title, columns, keys, filters, things } = list;
	const ordering = query.ordering ?? list.ordering;
	const rows = ordered(await collected(pages, filters), ordering, keys);
	const zone = settings(context.env).clinicTimezone;
	const author = await authorOf(context);
	const generated = `${secondIn(zone, now.toISOString())} by ${author}`;
	const document = await Document.create({ title, author, now });
	const flow = new Flow(document, { isLandscape: true });
	flow.title(title, "", [
		`${rows.length.toLocaleString("en")} ${things[rows.length === 1 ? 0 : 1]}. ${filtersOf(query)}. Order: ${orderOf(ordering)}.`,
		`Times are by the clinic's clock (${zone}). Generated ${generated}.`,
		"The list as CSV has the fields that are not shown here.",
	]);
	flow.table(
		columns,
		rows.map((row) => columns.map(({ text }) => text(row, zone))),
	);
	flow.finish(`Edgeward · ${title} · generated ${generated}`);
	return document.save();
}

function orderOf(ordering: string): string {
	const name = ordering.replace(/^-/, "").replaceAll("_", " ");
	return ordering.startsWith("-") ? `${name}, descending` : name;
}
