import { invalid } from "../http/problem.ts";

/** The last reading of a page, in the order newest first, then by patient, then by id. */
export interface Cursor {
	at: number;
	patient: number;
	id: number;
}

/** Opaque to clients, so that it may change. */
export function writeCursor({ at, patient, id }: Cursor): string {
	return btoa(`${at}.${patient}.${id}`).replaceAll("=", "");
}

/** Throws `invalid` for anything that `writeCursor` has not written. */
export function readCursor(text: string): Cursor {
	try {
		const [, at, patient, id] = /^(\d+)\.(\d+)\.(\d+)$/.exec(atob(text)) ?? [];
		if (at && patient && id) return { at: Number(at), patient: Number(patient), id: Number(id) };
	} catch {
		// Not base64: the same answer.
	}
	throw invalid("cursor", "is not one of ours");
}
