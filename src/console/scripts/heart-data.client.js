// What the chart of a heart asks the API for.

/**
 * @typedef {{ at: number, min: number, avg: number, max: number, count: number }} Point Of Unix ms and bpm.
 * @typedef {{ id: number, kind: string, severity: string, status: string, started_at: string, opened_at: string,
 *   closed_at: string | null, explanation: string }} Alert
 */

/** The server gives tokens that are good for another minute at least. */
const TOKEN_MS = 45_000;
/** As many as a list's page holds. */
const MOST_ALERTS = 100;

/** @type {{ access: string, until: number } | undefined} */
let token;

async function accessToken() {
	if (token && token.until > Date.now()) return token.access;
	const answer = await fetch("/session/token", { method: "POST" });
	// A session that is over is sent to the sign-in page: the page of the chart goes there too.
	if (answer.redirected) location.reload();
	if (!answer.ok || answer.redirected) throw new Error("no token");
	const { access } = await answer.json();
	token = { access, until: Date.now() + TOKEN_MS };
	return access;
}

/** @param {string} path @param {Record<string, string>} query @param {AbortSignal} signal */
async function ask(path, query, signal) {
	const headers = { Authorization: `Bearer ${await accessToken()}` };
	const answer = await fetch(`${path}?${new URLSearchParams(query)}`, { headers, signal });
	if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
	return answer.json();
}

/** @param {number} at */
const iso = (at) => new Date(at).toISOString();

/**
 * The points of a part of time, and the alerts that went on in it.
 * @param {string} patient
 * @param {{ from: number, to: number, resolution: string }} part
 * @param {AbortSignal} signal
 * @returns {Promise<{ points: Point[], alerts: Alert[] }>}
 */
export async function load(patient, { from, to, resolution }, signal) {
	const path = `/api/patients/${patient}`;
	const [series, alerts] = await Promise.all([
		ask(`${path}/heart-rate-series/`, { from: iso(from), to: iso(to), resolution }, signal),
		ask(`${path}/alerts/`, { to: iso(to), closed_from: iso(from), page_size: String(MOST_ALERTS) }, signal),
	]);
	return {
		points: series.results.map((/** @type {{ at: string }} */ point) => ({ ...point, at: Date.parse(point.at) })),
		alerts: alerts.results.filter((/** @type {Alert} */ { status }) => status !== "withdrawn"),
	};
}
