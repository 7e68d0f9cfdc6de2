// What the chart of a heart says, in the page's language; the texts are the server's.

/** @typedef {import("./heart-data.client.js").Point} Point */

/** @param {string} text @param {Record<string, string | number>} values */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
const language = document.documentElement.lang;
const plurals = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);
/** @param {{ one: string, other: string }} forms @param {number} n */
export const count = (forms, n) =>
	fill(plurals.select(n) === "one" ? forms.one : forms.other, { n: numbers.format(n) });
/** How the server writes an instant. @param {string} timeZone */
export const momentsOf = (timeZone) =>
	new Intl.DateTimeFormat(`${language}-GB`, {
		...{ timeZone, day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" },
	});

/** Writes a text in its place. @param {string} id @param {string} text */
export function say(id, text) {
	const place = document.getElementById(id);
	if (place && place.textContent !== text) place.textContent = text;
}

/**
 * The readings of several points together.
 * @param {readonly Point[]} points
 * @param {{ summary: string, empty_range: string, readings: { one: string, other: string } }} words
 */
export function inFigures(points, words) {
	if (points.length === 0) return words.empty_range;
	const readings = points.reduce((sum, point) => sum + point.count, 0);
	const beats = points.reduce((sum, point) => sum + point.avg * point.count, 0);
	const min = Math.min(...points.map((point) => point.min));
	const max = Math.max(...points.map((point) => point.max));
	return fill(words.summary, { min, max, avg: Math.round(beats / readings), count: count(words.readings, readings) });
}
