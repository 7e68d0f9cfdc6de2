import { exports } from "cloudflare:workers";
import { call } from "./client.ts";

const text = (start: string) => Uint8Array.from(start, (letter) => letter.charCodeAt(0));

/** How files of each kind begin, said again here. */
export const STARTS = {
	"application/pdf": text("%PDF-1.7\n%\xe2\xe3"),
	"image/jpeg": text("\xff\xd8\xff\xe0\x00\x10JFIF"),
	"image/png": text("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
	"image/gif": text("GIF89a\x01\x00\x01\x00"),
	"image/webp": text("RIFF\x24\x00\x00\x00WEBPVP8 "),
} as const;
export type Type = keyof typeof STARTS;

/** A file that begins like its type, of so many bytes in all. */
export function aFile(type: Type = "application/pdf", name = "letter.pdf", size = 100, declared: string = type): File {
	const bytes = new Uint8Array(size);
	bytes.set(STARTS[type].subarray(0, size));
	return new File([bytes], name, { type: declared });
}

export const anImage = () => aFile("image/png", "face.png");

export function formOf(fields: Record<string, string | File>): FormData {
	const form = new FormData();
	for (const [name, value] of Object.entries(fields)) form.append(name, value);
	return form;
}

export const upload = (path: string, token: string, fields: Record<string, string | File> = { file: aFile() }) =>
	call("POST", path, { token, body: formOf(fields) });

/** An answer with its bytes as they are. */
export async function download(id: number, token: string) {
	const response = await exports.default.fetch(`https://edgeward.test/api/files/${id}/`, {
		headers: { Authorization: `Bearer ${token}` },
	});
	const bytes = new Uint8Array(await response.arrayBuffer());
	return { status: response.status, headers: response.headers, bytes };
}
