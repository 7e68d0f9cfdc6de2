// The form of an alert rule: shows what the kind of rule needs. Without it all of it is there, and what is not needed
// is left alone by the server.

const form = document.getElementById("rule-form");
const kind = /** @type {HTMLSelectElement | HTMLInputElement | null} */ (form?.querySelector("[name=kind]"));

function showNeeded() {
	const chosen = kind?.value ?? "";
	for (const part of form?.querySelectorAll("[data-kinds]") ?? []) {
		if (!(part instanceof HTMLElement)) continue;
		const isNeeded = (part.dataset.kinds ?? "").split(" ").includes(chosen);
		part.hidden = !isNeeded;
		// What is not shown is not sent either: a mistake in it could not be seen.
		for (const input of part.querySelectorAll("input, select"))
			if (input instanceof HTMLInputElement || input instanceof HTMLSelectElement) input.disabled = !isNeeded;
	}
}

kind?.addEventListener("change", showNeeded);
showNeeded();
