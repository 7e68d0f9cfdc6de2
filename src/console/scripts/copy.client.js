// Copies a text of the page: `data-copy` names its element, `data-copied` is what is said then. Only where a script may.

for (const button of document.querySelectorAll("button[data-copy]")) {
	if (!(button instanceof HTMLButtonElement) || !navigator.clipboard) continue;
	const { copy = "", copied = "" } = button.dataset;
	const source = document.getElementById(copy);
	const status = document.getElementById(`${copy}-copied`);
	if (!source) continue;
	button.hidden = false;
	button.addEventListener("click", async () => {
		try {
			await navigator.clipboard.writeText(source.textContent?.trim() ?? "");
			if (status) status.textContent = copied;
		} catch {
			// The browser does not let us: the text is at least marked.
			getSelection()?.selectAllChildren(source);
		}
	});
}
