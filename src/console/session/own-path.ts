/** An address of ours to go on to after a sign-in; never one of another site. */
export function ownPath(text: string | undefined): string | undefined {
	if (!text?.startsWith("/")) return undefined;
	const url = URL.parse(text, "https://here.invalid");
	if (url?.host !== "here.invalid" || url.pathname.startsWith("//")) return undefined;
	return url.pathname + url.search;
}
