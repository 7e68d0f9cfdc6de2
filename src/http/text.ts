import { z } from "@hono/zod-openapi";

/** Whether anything of it can be seen: not only spaces, marks of direction and joiners. An empty text hides nothing. */
const shows = (text: string) => text === "" || /[^\p{Cf}\p{Z}\s]/u.test(text);

function written(forbidden: RegExp, reason: string, most: number, least: number) {
	return z
		.string()
		.trim()
		.min(least)
		.max(most)
		.refine((text) => text.isWellFormed(), "must be well-formed Unicode")
		.refine((text) => !forbidden.test(text), reason)
		.refine(shows, "must have something that can be seen");
}

/** A name, a title, a label: one line that shows, of so many characters. */
export const line = (most: number, least = 0) => written(/\p{Cc}/u, "must not have control characters", most, least);

/** A text that may go over several lines. */
export const prose = (most: number, least = 0) =>
	written(/[^\P{Cc}\n\r\t]/u, "must not have control characters but tabs and line breaks", most, least);
