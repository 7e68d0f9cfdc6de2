import { fill, texts } from "../texts.ts";

/** The address with some of its parameters set, or left out where null. */
export function withQuery(url: string, changes: Record<string, string | number | null>): string {
	const { pathname, searchParams } = new URL(url, "https://here.invalid");
	// What was done was said.
	searchParams.delete("done");
	for (const [name, value] of Object.entries(changes)) {
		if (value === null) searchParams.delete(name);
		else searchParams.set(name, String(value));
	}
	const query = searchParams.toString();
	return query ? `${pathname}?${query}` : pathname;
}

/** Where a long list goes on; nothing where it is short. */
export function Pager({ url, page, size, count }: { url: string; page: number; size: number; count: number }) {
	const pages = Math.max(1, Math.ceil(count / size));
	if (pages === 1 && page === 1) return null;
	return (
		<nav class="pager" aria-label={texts.common.pages}>
			{page > 1 && (
				<a href={withQuery(url, { page: page - 1 })} rel="prev">
					{texts.common.previous}
				</a>
			)}
			<span>{fill(texts.common.page, { page, pages, count })}</span>
			{page < pages && (
				<a href={withQuery(url, { page: page + 1 })} rel="next">
					{texts.common.next}
				</a>
			)}
		</nav>
	);
}
