import { exports } from "cloudflare:workers";
import { extractText, getDocumentProxy, getMeta } from "unpdf";

/** A PDF as its reader finds it. */
export interface ReadPdf {
	/** Of each page. */
	pages: string[];
	/** Of all of them, without spaces: a long word may be broken over lines. */
	letters: string;
	title: string;
	author: string;
	chapters: string[];
}

const without = (text: string) => text.replaceAll(/\s/g, "");

export async function readPdf(bytes: ArrayBuffer): Promise<ReadPdf> {
	const document = await getDocumentProxy(new Uint8Array(bytes));
	const { text: pages } = await extractText(document, { mergePages: false });
	const { info } = await getMeta(document);
	const outline = await document.getOutline();
	return {
		pages,
		letters: without(pages.join("")),
		title: info.Title,
		author: info.Author,
		chapters: (outline ?? []).map(({ title }) => title),
	};
}

/** Whether the PDF says this, wherever its lines are broken. */
export const says = ({ letters }: ReadPdf, text: string): boolean => letters.includes(without(text));

/** Asks the Worker's front door for a PDF, by `Accept`, and reads it. */
export async function getPdf(path: string, token: string, accept = "application/pdf"): Promise<ReadPdf> {
	const response = await exports.default.fetch(`https://edgeward.test${path}`, {
		headers: { Authorization: `Bearer ${token}`, Accept: accept },
	});
	const type = response.headers.get("Content-Type");
	if (type !== "application/pdf") throw new Error(`no PDF: ${response.status} ${type} ${await response.text()}`);
	return readPdf(await response.arrayBuffer());
}
