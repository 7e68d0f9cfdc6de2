/** How things stand with a patient on the ward board, the worst first: a standing's place here is its rank. */
export const STANDINGS = ["critical", "alert", "acknowledged", "silent", "steady", "never"] as const;
export type Standing = (typeof STANDINGS)[number];

/** What each means, for people; `ranking.ts` says the same to the database. */
export const MEANINGS: Readonly<Record<Standing, string>> = {
	critical: "a critical alert is open, and nobody has seen to it",
	alert: "an alert is open, and nobody has seen to it",
	acknowledged: "alerts are open, and somebody has seen to each",
	silent: "no alert; there were readings, but none in the last 15 minutes",
	steady: "no alert, and a reading in the last 15 minutes",
	never: "no alert, and never a reading",
};

/** Whoever has not been heard of for longer is silent. Older readings page nobody either. */
export const SILENT_MS = 15 * 60_000;

export const rankOf = (standing: Standing): number => STANDINGS.indexOf(standing);
