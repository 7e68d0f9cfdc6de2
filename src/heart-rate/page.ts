import { nextLink } from "../http/paging.ts";
import type { Json } from "../json.ts";
import { instantOf } from "../monitor/reading-id.ts";
import type { ReadingAnswer } from "./answer.ts";
import { writeCursor } from "./cursor.ts";

/** A page of readings, newest first, as the API answers it. */
export interface ReadingsPage {
	/** All that match; null where they were not counted. */
	count: number | null;
	next: string | null;
	/** There is no way back but the browser's. */
	previous: null;
	results: ReadingAnswer[];
}

type Placed = Pick<ReadingAnswer, "id" | "patient">;

/** Where a list goes on behind this reading. */
export const cursorBehind = ({ id, patient }: Placed): string => writeCursor({ at: instantOf(id), patient, id });

/** The page of readings that are written already, for who asked at this address; behind `last` there are more, unless null. */
export function writtenPage(
	url: string,
	count: number | null,
	results: readonly Json<ReadingAnswer>[],
	last: Placed | null,
): Json<ReadingsPage> {
	const next = last && nextLink(url, cursorBehind(last));
	return `{"count":${count},"next":${JSON.stringify(next)},"previous":null,"results":[${results.join()}]}`;
}
