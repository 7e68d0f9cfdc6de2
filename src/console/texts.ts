import texts from "./texts.json";

/** Every text of the pages: a translation is another file of this shape. */
export { texts };

/** The text with its `{name}`s filled in. */
export function fill(text: string, values: Record<string, string | number>): string {
	return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

const plurals = new Intl.PluralRules(texts.language);
const numbers = new Intl.NumberFormat(texts.language);

/** The form of a text that fits a number: `{n}` is the number. */
export function count(forms: { one: string; other: string }, n: number): string {
	const form = plurals.select(n) === "one" ? forms.one : forms.other;
	return fill(form, { n: numbers.format(n) });
}

type Leaf<T> = { [K in keyof T]: T[K] extends string ? K : never }[keyof T];

/** What a page says after something was done, by the name in its address. */
export type Done = Leaf<typeof texts.done>;

export const isDone = (name: string | undefined): name is Done => name !== undefined && Object.hasOwn(texts.done, name);
