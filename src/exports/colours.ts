/** Red, green and blue, 0 to 1. All of them are told apart in grey too. */
export type Colour = readonly [red: number, green: number, blue: number];

const hex = (text: string): Colour => {
	const [red = 0, green = 0, blue = 0] = (text.match(/../g) ?? []).map((part) => Number.parseInt(part, 16) / 255);
	return [red, green, blue];
};

export const INK = hex("1f2933");
export const QUIET = hex("5b6770");
export const RULE = hex("cfd6db");
export const SHADE = hex("f1f4f6");
/** The one colour: headings, and the line of a plot. */
export const ACCENT = hex("0b5a7a");
export const ACCENT_LIGHT = hex("bfd8e3");
/** Behind the time of an alert. */
export const ALERT_SHADE = hex("e4e4e4");
