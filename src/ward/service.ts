import type { ServiceContext } from "../auth/service-context.ts";
import type { List } from "../db/list.ts";
import { boardAnswers, countsOf, type WardRow } from "./answer.ts";
import { readBoard } from "./board.ts";
import type { WardQuery } from "./schema.ts";
import { STANDINGS, type Standing } from "./standing.ts";

export interface WardPage {
	/** All that match. */
	count: number;
	results: WardRow[];
	/** How many of each standing match, whichever standings are asked for. */
	standings: Record<Standing, number>;
	/** When it was so, ISO 8601. */
	as_of: string;
}

export interface WardBoard extends List<WardRow> {
	page(part: { limit: number; offset: number }): Promise<WardPage>;
}

/**
 * The patients whom the actor sees, the worst first, with their hearts and open alerts: each page is one query. The
 * filters narrow, they never widen.
 */
export function wardBoard(context: ServiceContext, query: Omit<WardQuery, "page">): WardBoard {
	const asked: readonly Standing[] = query.standing ?? STANDINGS;
	return {
		async page({ limit, offset }) {
			const now = new Date();
			const part = { order: "worst first", limit, offset } as const;
			const rows = await readBoard(context, query, part, now);
			const standings = countsOf(rows);
			const count = STANDINGS.reduce((sum, name) => sum + (asked.includes(name) ? standings[name] : 0), 0);
			return { count, results: boardAnswers(rows, now), standings, as_of: now.toISOString() };
		},
		async behind(last, limit) {
			const now = new Date();
			return boardAnswers(await readBoard(context, query, { order: "id", after: last ?? 0, limit }, now), now);
		},
	};
}
