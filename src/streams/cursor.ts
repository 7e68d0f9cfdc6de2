/**
 * How far a patient's stream has come.
 *
 * Readings arrive late and out of order, and are corrected, so no instant of theirs says what was sent already. The
 * patient's object therefore numbers its changes: every commit of readings is one, and each reading keeps the number of
 * the commit that wrote it last (`change` in src/monitor/chunk.ts, where it costs a fraction of a byte and no row, since
 * a commit writes that chunk and that day anyway). Within a change, readings are sent in the order of their ids.
 *
 * So `(change, reading)` cuts what is stored into what was sent and what was not, from the stored data alone: a resume
 * is exact to the reading, also in the middle of a batch, and also after the object has lost its memory. A reading that
 * was corrected has moved to a later change, and is sent again as it is now. A viewer who was away meanwhile gets the
 * newest value only, not those in between: every reading exactly once, and every correction that is still in force.
 *
 * Alert transitions have numbers of their own: they also happen without a reading.
 */
export interface Cursor {
	change: number;
	/** The id of the last reading of that change that was sent. */
	reading: number;
	transition: number;
}

/** At the end of everything up to this change. */
export const WHOLE = Number.MAX_SAFE_INTEGER;

interface Changed {
	change: number;
	id: number;
}

/** Behind this reading, or this transition. */
export const behindReading = (cursor: Cursor, { change, id }: Changed): Cursor => ({ ...cursor, change, reading: id });
export const behindTransition = (cursor: Cursor, id: number): Cursor => ({ ...cursor, transition: id });

/** What of these was not sent yet, in the order in which it is. */
export function unsent<R extends Changed>(readings: Iterable<R>, { change, reading }: Cursor): R[] {
	return [...readings]
		.filter((found) => found.change > change || (found.change === change && found.id > reading))
		.sort((a, b) => a.change - b.change || a.id - b.id);
}

export const cursorNumbers = ({ change, reading, transition }: Cursor): number[] => [change, reading, transition];

/** The cursor of these numbers, or undefined where they are none. */
export function cursorOf(numbers: readonly number[]): Cursor | undefined {
	const [change, reading, transition] = numbers;
	if (numbers.length !== 3 || change === undefined || reading === undefined || transition === undefined)
		return undefined;
	return { change, reading, transition };
}
