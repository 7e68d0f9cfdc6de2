// Keeps the ward board up to date. The server draws every row: what has changed is fetched anew from this page's own
// address, and in between a heart rate is written into its row the moment it is measured.

/** Between two looks at the whole board, in ms; an alert brings the next one forward. */
const REFRESH_MS = 20_000;
const SOON_MS = 250;
/** The stream tells readings as they come of so many patients: those in view. */
const MOST_WATCHED = 100;
const RETRY_MS = 3_000;

const note = /** @type {HTMLElement} */ (document.getElementById("live"));
const words = note.dataset;
const board = () => document.getElementById("board");

/** @param {boolean} isOn */
function say(isOn) {
	if (note.dataset.state === (isOn ? "on" : "off")) return;
	note.dataset.state = isOn ? "on" : "off";
	note.textContent = (isOn ? words.on : words.off) ?? "";
}

// How long ago

/** @param {string} at */
function ago(at) {
	const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(at)) / 1000));
	/** @type {[number, string | undefined][]} */
	const units = [
		[86_400, words.days],
		[3_600, words.hours],
		[60, words.minutes],
	];
	const [size, text] = units.find(([unit]) => seconds >= unit) ?? [1, words.seconds];
	return (text ?? "").replace("{n}", String(Math.floor(seconds / size)));
}

function renewTimes() {
	for (const time of document.querySelectorAll("time[data-ago]")) {
		const text = ago(time.getAttribute("datetime") ?? "");
		if (time.textContent !== text) time.textContent = text;
	}
}

// The whole board

/** @param {HTMLElement} rows */
const isInUse = (rows) => rows.matches(":hover") || rows.contains(document.activeElement);

/**
 * Puts the new rows where the old ones are. While somebody points at the board or has the keyboard in it, the order
 * stays: a row that moves away under a hand gets another one acknowledged.
 * @param {Document} next
 */
function show(next) {
	const now = board();
	const then = next.getElementById("board");
	// From nobody to somebody, or the other way round, or to the sign-in page: the whole page is another one.
	if (!now || !then) {
		if (Boolean(now) !== Boolean(then)) location.reload();
		return;
	}
	const focused = document.activeElement?.closest("#board a, #board button");
	const place = focused && { row: focused.closest("tr")?.id, name: focused.getAttribute("aria-label") };
	const known = new Map([...now.children].map((row) => [row.id, row]));
	const before = new Set(urgent(now).map(({ id }) => id));
	const keepsOrder = isInUse(now);
	/** @type {Element | null} */
	let previous = null;
	for (const row of [...then.children]) {
		const old = known.get(row.id);
		known.delete(row.id);
		const shown = old && !differs(old, row) ? old : document.importNode(row, true);
		if (old && shown !== old) old.replaceWith(shown);
		if (!old || !keepsOrder) {
			const after = /** @type {Element | null} */ (previous ? previous.nextElementSibling : now.firstElementChild);
			if (after !== shown) now.insertBefore(shown, after);
		}
		previous = shown;
	}
	for (const gone of known.values()) gone.remove();
	if (place?.row && !now.contains(document.activeElement)) refocus(place.row, place.name);
	for (const id of ["standings", "found"]) {
		const fresh = next.getElementById(id);
		if (fresh) document.getElementById(id)?.replaceChildren(...document.importNode(fresh, true).childNodes);
	}
	document.title = next.title;
	const news = urgent(now).filter(({ id }) => !before.has(id));
	tell([next.querySelector(".notice[role=status]")?.textContent, ...news.map(wordsOf)]);
	renewTimes();
	watchRows();
}

/** Those who need somebody. @param {Element} rows */
const urgent = (rows) => [...rows.querySelectorAll("tr:is(.critical, .alert)")];

/** Who it is and how they are; a badge's shape is not read. @param {Element} row */
const wordsOf = (row) =>
	`${row.querySelector("th a")?.textContent}: ${row.querySelector(".badge")?.lastChild?.textContent?.trim()}`;

/** For those who hear the page, and only what is new. @param {(string | null | undefined)[]} texts */
function tell(texts) {
	const told = document.getElementById("told");
	const text = texts.filter(Boolean).join(". ");
	if (told && text) told.textContent = text;
}

/** @param {Element} old @param {Element} row */
const differs = (old, row) => withoutTimes(old) !== withoutTimes(row);

/** Times are written anew by themselves. @param {Element} row */
function withoutTimes(row) {
	return `${row.className}${row.innerHTML.replace(/(<time[^>]*>)[^<]*/g, "$1").replace(' class="bpm fresh"', ' class="bpm"')}`;
}

/** @param {string} id @param {string | null} name */
function refocus(id, name) {
	const row = document.getElementById(id);
	const same = name && row?.querySelector(`[aria-label=${CSS.escape(name)}]`);
	const target = same || row?.querySelector("a");
	if (target instanceof HTMLElement) target.focus({ preventScroll: true });
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let isLoading = false;

/** @param {number} delay */
function refreshIn(delay) {
	clearTimeout(timer);
	timer = setTimeout(refresh, delay);
}

async function refresh() {
	if (isLoading) return refreshIn(SOON_MS);
	isLoading = true;
	try {
		const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
		if (answer.redirected) return location.reload();
		if (!answer.ok) throw new Error(String(answer.status));
		show(new DOMParser().parseFromString(await answer.text(), "text/html"));
		if (stream?.readyState === EventSource.OPEN) say(true);
	} catch {
		// What is shown is no more what is: whether the stream goes on or not.
		say(false);
	} finally {
		isLoading = false;
		refreshIn(document.hidden ? 3 * REFRESH_MS : REFRESH_MS);
	}
}

// Acknowledging without leaving the board

document.addEventListener("submit", async (event) => {
	const form = event.target;
	if (!(form instanceof HTMLFormElement) || !form.closest("#board") || event.defaultPrevented) return;
	event.preventDefault();
	const button = form.querySelector("button");
	if (button) button.disabled = true;
	try {
		const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams() });
		if (!answer.ok) throw new Error(String(answer.status));
		const next = new DOMParser().parseFromString(await answer.text(), "text/html");
		// It was the last one that this board shows: the page that says so is another one.
		if (!next.getElementById("board")) return location.replace(answer.url);
		show(next);
	} catch {
		// As without a script: the answer is a page that says what went wrong.
		form.submit();
	}
});

// Readings and alerts as they come

/** @type {EventSource | undefined} */
let stream;
/** The ids that the stream was opened for. */
let watched = "";
/** @type {Set<string>} */
const inView = new Set();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let reopening;

const observer = new IntersectionObserver((entries) => {
	for (const { target, isIntersecting } of entries) {
		if (isIntersecting) inView.add(target.id.slice(1));
		else inView.delete(target.id.slice(1));
	}
	openIn(500);
});

function watchRows() {
	observer.disconnect();
	inView.clear();
	for (const row of board()?.children ?? []) observer.observe(row);
}

/** @param {number} delay */
function openIn(delay) {
	clearTimeout(reopening);
	reopening = setTimeout(open, delay);
}

async function open() {
	const ids = [...inView]
		.map(Number)
		.sort((a, b) => a - b)
		.slice(0, MOST_WATCHED)
		.join();
	if (document.hidden || (stream && stream.readyState !== EventSource.CLOSED && ids === watched)) return;
	try {
		const answer = await fetch("/session/ticket", { method: "POST" });
		if (answer.redirected) return location.reload();
		const { ticket } = await answer.json();
		const old = stream;
		stream = new EventSource(`/api/streams/ward/?${new URLSearchParams({ ticket, ...(ids && { patients: ids }) })}`);
		watched = ids;
		listen(stream, old);
	} catch {
		say(false);
		openIn(RETRY_MS);
	}
}

/** @param {EventSource} source @param {EventSource | undefined} old */
function listen(source, old) {
	source.addEventListener("open", () => {
		old?.close();
		// What happened in between is on no stream of ours.
		if (note.dataset.state === "off") refreshIn(SOON_MS);
		say(true);
	});
	source.addEventListener("error", () => {
		if (source !== stream) return;
		say(false);
		if (source.readyState === EventSource.CLOSED) openIn(RETRY_MS);
	});
	source.addEventListener("reading", ({ data }) => write(JSON.parse(data)));
	source.addEventListener("vitals", ({ data }) => {
		const { patient, last_reading } = JSON.parse(data);
		if (last_reading) write({ patient, ...last_reading });
	});
	source.addEventListener("alert", () => refreshIn(SOON_MS));
}

/** @param {{ patient: number, heart_rate: number, recorded_at: string }} reading */
function write({ patient, heart_rate, recorded_at }) {
	const cell = document.querySelector(`#p${patient} .bpm`);
	const time = cell?.querySelector("time");
	// The first reading of all: the row is another one.
	if (cell && !time) return refreshIn(SOON_MS);
	if (!cell || !time || Date.parse(time.dateTime) >= Date.parse(recorded_at)) return;
	const figure = cell.querySelector("b");
	if (figure) figure.textContent = String(heart_rate);
	time.dateTime = recorded_at;
	time.textContent = ago(recorded_at);
	cell.classList.add("fresh");
	setTimeout(() => cell.classList.remove("fresh"), 1_500);
	// Whoever was silent is so no more.
	if (cell.parentElement?.matches(".silent, .plain")) refreshIn(SOON_MS);
}

document.addEventListener("visibilitychange", () => {
	if (document.hidden) return;
	refreshIn(0);
	openIn(0);
});

setInterval(renewTimes, 5_000);
watchRows();
// Rows say themselves that they are in view.
if (!board()) openIn(0);
refreshIn(REFRESH_MS);
