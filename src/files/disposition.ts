// Control and format characters (a right-to-left mark turns an ending around), and what no system takes in a name.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"*:<>?|]/gu;

/** A name that is safe to save under, whatever the uploader called the file: no path, no control characters. */
export function safeName(name: string): string {
	const [last = ""] = name.toWellFormed().split(/[\\/]/).slice(-1);
	const safe = last.replaceAll(UNSAFE, "_").trim().replace(/^\.+/, "");
	return safe || "file";
}

/** RFC 5987's characters: those of `encodeURIComponent`, without four that it leaves alone. */
const encoded = (text: string) =>
	encodeURIComponent(text).replaceAll(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * The Content-Disposition of a file (RFC 6266). The plain name is ASCII without anything that could end it; a name that
 * has more than that comes in `filename*` too.
 */
export function contentDisposition(type: "attachment" | "inline", name: string): string {
	const safe = safeName(name);
	// A percent sign would be decoded by some browsers.
	const plain = safe.replaceAll(/[^\x20-\x7e]|%/g, "_");
	return plain === safe
		? `${type}; filename="${plain}"`
		: `${type}; filename="${plain}"; filename*=UTF-8''${encoded(safe)}`;
}
