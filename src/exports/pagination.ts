/** Lines `from` to before `to` of a row. */
export interface Piece {
	row: number;
	from: number;
	to: number;
}

export interface Heights {
	line: number;
	/** Above and below a row's lines together. */
	padding: number;
}

export interface Rooms {
	/** Below what is on the page already. */
	first: number;
	/** On a new page. */
	next: number;
}

/**
 * What of the rows, which have so many lines each, goes on which page. A row is kept together, unless it is higher than a
 * page: then it is cut between lines. The first page may stay empty. Pure.
 */
export function paginate(lines: readonly number[], rooms: Rooms, { line, padding }: Heights): Piece[][] {
	const pages: Piece[][] = [[]];
	let room = rooms.first;
	const turn = () => {
		pages.push([]);
		room = rooms.next;
	};
	for (const [row, count] of lines.entries()) {
		const height = count * line + padding;
		if (height > room && height <= rooms.next) turn();
		for (let from = 0; from < count; ) {
			const fitting = Math.floor((room - padding) / line + 1e-9);
			// A new page takes a line whatever its height: else there would be no end of pages.
			const take = Math.min(count - from, room === rooms.next ? Math.max(1, fitting) : fitting);
			if (take < 1) {
				turn();
				continue;
			}
			pages.at(-1)?.push({ row, from, to: from + take });
			from += take;
			room -= take * line + padding;
			if (from < count) turn();
		}
	}
	return pages;
}
