import type { Edit, Path } from "./json.ts";

const BOUNDARY = "where-one-part-ends";
export const FORM_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

/** What can be wrong with a form: each field, and of a file its name, its type and its bytes. */
export const pathsOfForm = (form: FormData): Path[] =>
	[...form].flatMap(([name, value]): Path[] =>
		typeof value === "string" ? [[name]] : [[name], [name, "name"], [name, "type"], [name, "content"]],
	);

const latin = async (file: File) => String.fromCharCode(...new Uint8Array(await file.arrayBuffer()));

/** Edits in forms are texts as they are: where JSON would have quotes, they have none. */
function textOf(json: string): string {
	try {
		const value: unknown = JSON.parse(json);
		return typeof value === "string" ? value : json;
	} catch {
		return json;
	}
}

/** A form as a browser would send it, edited; each character of the text is a byte. */
export async function writtenForm(form: FormData, edits: readonly Edit[]): Promise<string> {
	const editOf = (...path: string[]) => edits.find((edit) => edit.path.join("/") === path.join("/"));
	const utf8 = (text: string) => String.fromCharCode(...new TextEncoder().encode(text));
	const part = (name: string, rest: string, content: string) =>
		`--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${rest}\r\n\r\n${content}\r\n`;
	const parts: string[] = [];
	for (const [name, value] of form) {
		const whole = editOf(name);
		const text = (edit: Edit | undefined, otherwise: string) =>
			edit ? utf8(textOf(edit.json)).slice(0, 90_000) : otherwise;
		if (!whole || whole.how === "twice") {
			const content = typeof value === "string" ? value : text(editOf(name, "content"), await latin(value));
			const type = typeof value === "string" ? "" : text(editOf(name, "type"), value.type);
			const file =
				typeof value === "string"
					? ""
					: `; filename="${text(editOf(name, "name"), value.name)}"\r\nContent-Type: ${type}`;
			parts.push(part(name, file, content));
		}
		if (whole && whole.how !== "drop") parts.push(part(name, "", text(whole, "")));
	}
	const others = edits.filter(({ path }) => path.length === 1 && !form.has(path[0] ?? ""));
	for (const { path, json } of others) parts.push(part(path[0] ?? "", "", utf8(textOf(json)).slice(0, 90_000)));
	return `${parts.join("")}--${BOUNDARY}--\r\n`;
}
