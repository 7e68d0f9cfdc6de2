// A patient's readings and alerts as they happen.

const RETRY_MS = 3_000;

/**
 * @typedef {{ heart_rate: number, recorded_at: string }} Reading
 * @typedef {{ reading: (reading: Reading) => void, alert: () => void, missed: () => void, live: (is: boolean) => void }} Hearer
 */

/**
 * Tells of each reading and alert from now on; where the stream is cut it comes back by itself, and says that something
 * may have been missed. Nobody listens while the page is hidden.
 * @param {string} patient
 * @param {Hearer} hearer
 */
export function listenTo(patient, hearer) {
	/** @type {EventSource | undefined} */
	let source;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let reopening;
	let isOpening = false;

	/** @param {number} delay */
	function openIn(delay) {
		clearTimeout(reopening);
		reopening = setTimeout(open, delay);
	}

	async function open() {
		if (document.hidden || isOpening || (source && source.readyState !== EventSource.CLOSED)) return;
		isOpening = true;
		try {
			const answer = await fetch("/session/ticket", { method: "POST" });
			if (answer.redirected) return location.reload();
			const { ticket } = await answer.json();
			hear(new EventSource(`/api/streams/patients/${patient}/?${new URLSearchParams({ ticket })}`));
		} catch {
			hearer.live(false);
			openIn(RETRY_MS);
		} finally {
			isOpening = false;
		}
	}

	/** @param {EventSource} opened */
	function hear(opened) {
		const isAgain = source !== undefined;
		source = opened;
		opened.addEventListener("open", () => {
			hearer.live(true);
			if (isAgain) hearer.missed();
		});
		opened.addEventListener("error", () => {
			if (opened !== source) return;
			hearer.live(false);
			if (opened.readyState === EventSource.CLOSED) openIn(RETRY_MS);
		});
		opened.addEventListener("reading", ({ data }) => hearer.reading(JSON.parse(data)));
		opened.addEventListener("alert", () => hearer.alert());
		opened.addEventListener("reset", () => hearer.missed());
	}

	document.addEventListener("visibilitychange", () => {
		if (document.hidden) source?.close();
		else openIn(0);
	});
	openIn(0);
}
