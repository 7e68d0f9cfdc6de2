/** What may be stored: how its bytes begin in hexadecimal, how its names end, and what else uploaders call it. */
const TYPES = [
	// %PDF-
	{ type: "application/pdf", start: /^255044462d/, extensions: ["pdf"], alsoCalled: ["application/x-pdf"] },
	{ type: "image/jpeg", start: /^ffd8ff/, extensions: ["jpg", "jpeg"], alsoCalled: ["image/jpg", "image/pjpeg"] },
	{ type: "image/png", start: /^89504e470d0a1a0a/, extensions: ["png"], alsoCalled: ["image/x-png"] },
	// GIF87a, GIF89a
	{ type: "image/gif", start: /^474946383[79]61/, extensions: ["gif"], alsoCalled: [] },
	// RIFF, the size, WEBP
	{ type: "image/webp", start: /^52494646.{8}57454250/, extensions: ["webp"], alsoCalled: [] },
] as const;

export type ContentType = (typeof TYPES)[number]["type"];
export const CONTENT_TYPES = TYPES.map(({ type }) => type);

/** How many bytes of a file tell what it is. */
export const SIGNATURE_BYTES = 12;

/** What uploaders say who do not know. */
const UNSAID: readonly string[] = ["", "application/octet-stream", "binary/octet-stream"];

const hexadecimal = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** What a file is by its first bytes, or undefined for what may not be stored. */
export function contentTypeOf(start: Uint8Array): ContentType | undefined {
	const signature = hexadecimal(start.subarray(0, SIGNATURE_BYTES));
	return TYPES.find((candidate) => candidate.start.test(signature))?.type;
}

/**
 * How the name or the declared type of a file contradicts its bytes; undefined where they agree or say nothing. A page
 * that begins like a PDF must not be saved as `.html`.
 */
export function disguise(type: ContentType, name: string, declared: string): string | undefined {
	const { extensions, alsoCalled } = TYPES.find((candidate) => candidate.type === type) ?? {};
	const [, extension] = /\.([A-Za-z0-9]{1,8})$/.exec(name.trim()) ?? [];
	if (extension !== undefined && !extensions?.some((known) => known === extension.toLowerCase()))
		return `is ${type} by its content, but is named .${extension}`;
	const [said = ""] = declared.toLowerCase().split(";");
	const agreed = [type, ...(alsoCalled ?? []), ...UNSAID].some((known) => known === said.trim());
	return agreed ? undefined : `is ${type} by its content, but was sent as something else`;
}
