/** How many patients one bulk action takes. */
export const MOST_CHOSEN = 200;

/** Ids as people paste them: with spaces, commas, semicolons or line breaks between them. */
export function idsOf(text: string): { ids: number[]; unread: string[] } {
	const parts = text.split(/[\s,;]+/).filter((part) => part !== "");
	const [read, unread] = [parts.filter(isId), parts.filter((part) => !isId(part))];
	return { ids: [...new Set(read.map(Number))], unread };
}

const isId = (text: string) => /^[1-9]\d{0,14}$/.test(text);

/** Every one of these, once, in their order. */
export const together = (...lists: readonly (readonly number[])[]): number[] => [...new Set(lists.flat())];
