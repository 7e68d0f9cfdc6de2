// Does to many what a form asks for, in parts, and writes what became of each as it comes. Without it the form does all
// at once, on a page of its own.

/** How many one request asks for. */
const PART = 20;

/** @typedef {{ status: string, reason?: string }} Verdict */

/**
 * The text with its `{name}`s filled in.
 * @param {string | undefined} text
 * @param {Record<string, number>} values
 */
const fill = (text = "", values) => text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));

/** An access token of now: a long run outlives one. */
async function accessToken() {
	const response = await fetch("/session/token", { method: "POST", redirect: "error" });
	if (!response.ok) throw new Error(String(response.status));
	const { access } = await response.json();
	return `Bearer ${access}`;
}

/**
 * Posts a part of the items to the API, and answers its verdicts in their order.
 * @param {DOMStringMap} form
 * @param {HTMLElement[]} part
 * @returns {Promise<Verdict[]>}
 */
async function post({ bulk = "", list = "", common = "{}" }, part) {
	const items = part.map(({ dataset }) => JSON.parse(dataset.item ?? ""));
	const response = await fetch(bulk, {
		method: "POST",
		headers: { Authorization: await accessToken(), "Content-Type": "application/json" },
		body: JSON.stringify({ ...JSON.parse(common), [list]: items }),
	});
	const answer = await response.json();
	// What is wrong with the whole is wrong with each; what is wrong with us passes.
	if (response.status >= 400 && response.status < 500) return part.map(() => rejected(answer));
	return answer.results;
}

/**
 * @param {{ message?: string }} problem
 * @returns {Verdict}
 */
const rejected = ({ message = "" }) => ({ status: "rejected", reason: message });

/**
 * Gets the file of an item, and has the browser save it.
 * @param {DOMStringMap} _form
 * @param {HTMLElement[]} part
 * @returns {Promise<Verdict[]>}
 */
async function save(_form, [item]) {
	const { path, file } = JSON.parse(item?.dataset.item ?? "");
	const response = await fetch(path, { headers: { Authorization: await accessToken() } });
	if (response.status >= 500) throw new Error(String(response.status));
	if (!response.ok) return [rejected(await response.json())];
	const link = document.createElement("a");
	link.href = URL.createObjectURL(await response.blob());
	link.download = file;
	link.click();
	// Some browsers read it only after this turn.
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
	return [{ status: "created" }];
}

/**
 * Writes what became of an item where its row waits for it.
 * @param {HTMLFormElement} form
 * @param {HTMLElement} item
 * @param {Verdict} verdict
 */
function show(form, item, { status, reason }) {
	const template = form.querySelector(`template[data-verdict="${status}"]`);
	const badge = template instanceof HTMLTemplateElement ? template.content.cloneNode(true) : status;
	item.replaceChildren(badge);
	if (reason) {
		const hint = document.createElement("span");
		hint.className = "hint";
		hint.textContent = reason;
		item.append(hint);
	}
	item.dataset.status = status;
}

/** @param {HTMLFormElement} form */
function prepare(form) {
	const { dataset } = form;
	const [size, work] = dataset.bulk === undefined ? [1, save] : [PART, post];
	const items = [...form.querySelectorAll("[data-item]")].filter((item) => item instanceof HTMLElement);
	const progress = form.querySelector("progress");
	const status = form.querySelector("[data-status]");
	const go = form.querySelector("button[name=go]");
	const stop = form.querySelector("button[data-stop]");
	if (
		!progress ||
		!(status instanceof HTMLElement) ||
		!(go instanceof HTMLButtonElement) ||
		!(stop instanceof HTMLButtonElement)
	)
		return;
	let isStopping = false;

	const left = () => items.filter((item) => item.dataset.status === undefined);

	/** @param {string | undefined} text */
	const tell = (text) => {
		const done = items.length - left().length;
		const refused = items.filter((item) => item.dataset.status === "rejected").length;
		const [how, ofThem] = [fill(text, { done, all: items.length }), fill(dataset.refused, { n: refused })];
		progress.value = done;
		status.textContent = refused > 0 ? `${how} ${ofThem}` : how;
	};

	async function run() {
		while (left().length > 0) {
			if (isStopping) return dataset.stopped;
			const part = left().slice(0, size);
			const verdicts = await work(dataset, part);
			for (const [index, item] of part.entries()) {
				const verdict = verdicts[index];
				if (verdict) show(form, item, verdict);
			}
			tell(isStopping ? dataset.stopping : dataset.running);
		}
		return dataset.finished;
	}

	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		if (go.disabled) return;
		[go.disabled, stop.disabled, isStopping] = [true, false, false];
		form.classList.add("runs");
		// A button that is switched off loses the keyboard.
		stop.focus();
		// One by one, hundreds of news are too many for who hears them.
		status.ariaLive = size === 1 ? "off" : "polite";
		tell(dataset.running);
		const end = await run().catch(() => dataset.failed);
		const isHere = document.activeElement === stop || document.activeElement === document.body;
		status.ariaLive = "polite";
		tell(end);
		stop.disabled = true;
		if (isHere) status.focus();
		// What is done stays done: what is left can be gone on with.
		go.disabled = left().length === 0;
		if (!go.disabled) go.textContent = dataset.goOn ?? "";
	});
	stop.addEventListener("click", () => {
		isStopping = true;
		stop.disabled = true;
		tell(dataset.stopping);
	});
}

for (const form of document.querySelectorAll("form[data-bulk], form[data-files]"))
	if (form instanceof HTMLFormElement) prepare(form);
