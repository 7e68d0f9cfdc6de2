const hex = () => crypto.randomUUID().slice(0, 8);

// Far apart: what the database numbers by itself, after one of these, is none of the others.
let last = 10_000_000 + Math.floor(Math.random() * 60_000_000);

/** A number that nothing else has, as an id of a row or as what the row says. */
export const rareNumber = (): number => {
	last += 10_007;
	return last;
};

/** Those that could be of `rareNumber`, and no part of anything else. */
const LONG_NUMBERS = /(?<![\w.])\d{8,}(?!\w|\.\d)/g;

/** What belongs to one group of people, marked so that it is found wherever it appears, in whatever kind of answer. */
export class Marks {
	/** At the beginning of every text of the group: who is not of it may know this, and so may search for it. */
	readonly hint = `h${hex()}`;
	/** At the end of every text that nobody else may read. */
	private readonly secret = `s${hex()}`;
	private readonly texts = [this.secret];
	private readonly numbers = new Set<number>();

	/** A text that only the group may read. */
	text(): string {
		return `${this.hint}${this.secret}`;
	}

	/** A text that everybody may read who is signed in. */
	shownText(): string {
		return `${this.hint}shown`;
	}

	/** A text of the group's that has to be of a kind of its own, as a phone number has. */
	own(text: string): string {
		this.texts.push(text);
		return text;
	}

	/** A date of birth, long ago, that nobody else has. */
	birthday(): string {
		return this.own(new Date(Date.UTC(1890, 0, 1) + (rareNumber() % 12_000) * 86_400_000).toISOString().slice(0, 10));
	}

	/** An instant of the group's own, so many days from now. */
	instant(days: number): Date {
		const at = new Date(Date.now() + days * 86_400_000 + Math.floor(Math.random() * 80_000_000));
		this.own(at.toISOString());
		this.own(String(at.getTime()));
		return at;
	}

	/** A number that only the group may read. */
	number(): number {
		return this.know(rareNumber());
	}

	/** The same, of a number that comes from elsewhere; nothing else may have it. */
	know(number: number): number {
		this.numbers.add(number);
		return number;
	}

	/** All its numbers. */
	all(): readonly number[] {
		return [...this.numbers];
	}

	/** What a text gives away of the group: its texts wherever they stand, its numbers where they stand alone. */
	foundIn(text: string): string[] {
		const folded = text.toLowerCase();
		const texts = this.texts.filter((own) => folded.includes(own.toLowerCase()));
		const numbers = (text.match(LONG_NUMBERS) ?? []).filter((number) => this.numbers.has(Number(number)));
		return [...new Set([...texts, ...numbers])];
	}
}
