// What every page does. Nothing here is needed to use one.

// Asks before what cannot be taken back.
document.addEventListener("submit", (event) => {
	const form = event.target;
	if (!(form instanceof HTMLFormElement)) return;
	const question = form.dataset.confirm;
	if (question && !window.confirm(question)) {
		event.preventDefault();
		return;
	}
	// Twice is what an impatient hand does: the second is left out until the answer is there.
	if (form.dataset.sent === "true") event.preventDefault();
	form.dataset.sent = "true";
});

// Back from the browser's memory, a form may be sent again.
window.addEventListener("pageshow", () => {
	for (const form of document.forms) delete form.dataset.sent;
});

// What was done is said once, not with each reload.
const here = new URL(location.href);
if (here.searchParams.has("done")) {
	here.searchParams.delete("done");
	history.replaceState(null, "", here);
}

// What a page begins with, a screen reader does not hear as news: written once more, it does.
for (const note of document.querySelectorAll("p.notice[role=status]"))
	setTimeout(() => note.replaceChildren(note.textContent ?? ""), 500);
