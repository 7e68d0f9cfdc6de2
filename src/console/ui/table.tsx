import type { Child } from "hono/jsx";
import { texts } from "../texts.ts";

export interface Column<T> {
	head: string;
	cell: (row: T) => Child;
	/** Right-aligned, with figures of one width. */
	isNumber?: boolean;
}

/** A table that becomes a list of cards where the window is narrow. The first column is what a row is called by. */
export function DataTable<T>(props: {
	caption: string;
	columns: readonly Column<T>[];
	rows: readonly T[];
	/** What is said where there are none. */
	empty?: string;
}) {
	const { caption, columns, rows, empty = texts.common.nothing } = props;
	if (rows.length === 0) return <p class="empty">{empty}</p>;
	return (
		<section class="table" aria-label={caption} tabindex={0}>
			<table>
				<caption class="unseen">{caption}</caption>
				<thead>
					<tr>
						{columns.map(({ head, isNumber }) => (
							<th scope="col" class={isNumber ? "number" : undefined}>
								{head}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{rows.map((row) => (
						<tr>
							{columns.map(({ head, cell, isNumber }, index) =>
								index === 0 ? (
									<th scope="row">{cell(row)}</th>
								) : (
									<td data-head={head} class={isNumber ? "number" : undefined}>
										{cell(row)}
									</td>
								),
							)}
						</tr>
					))}
				</tbody>
			</table>
		</section>
	);
}
