import { send } from "../../support/client.ts";
import { ticketFor } from "../../support/event-stream.ts";
import { readPdf } from "../../support/pdf.ts";

export interface Request {
	method: string;
	path: string;
	headers?: Record<string, string>;
	body?: unknown;
}

/** An answer in one text, whatever it is made of. */
export interface Heard {
	status: number;
	/** Without what is of this one answer alone. */
	body: string;
	headers: string;
}

/** Of each answer its own. */
const OWN = /"request_id":"[^"]*"/;
/** When a PDF was made. */
const GENERATED = /generated[\d-]+:\d\d:\d\d/gi;

/** What an answer says, whatever it is made of. */
export async function textOf(response: Response): Promise<string> {
	if (response.webSocket) {
		response.webSocket.accept();
		response.webSocket.close();
		return "";
	}
	const type = response.headers.get("Content-Type") ?? "";
	if (type === "text/event-stream") return firstOf(response);
	if (type === "application/pdf" && response.ok) return pdfText(await response.arrayBuffer());
	return response.text();
}

/** What a stream says until it has begun; test/contract/isolation/streams.test.ts listens on. */
async function firstOf({ body }: Response): Promise<string> {
	const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
	let text = "";
	for (let isOver = false; !isOver && !/^id: .*\n\n/m.test(text); ) {
		const { done, value = "" } = (await reader?.read()) ?? { done: true };
		isOver = done;
		text += value;
	}
	await reader?.cancel();
	// The proof is the ticket's own.
	return text.replaceAll(/^id: .*$/gm, "");
}

/** A PDF's letters as they are drawn; what is stored as a PDF here is a text. */
async function pdfText(bytes: ArrayBuffer): Promise<string> {
	const text = new TextDecoder().decode(bytes);
	if (!text.includes("%%EOF")) return text;
	const { letters, title, author, chapters } = await readPdf(bytes);
	return [letters.replaceAll(GENERATED, ""), title, author, ...chapters].join("\n");
}

/** A stream takes no token, but a ticket that was bought with one. */
async function withTicket(path: string, token: string): Promise<string> {
	if (!path.startsWith("/api/streams/") || path.includes("/ticket/")) return path;
	const ticket = await ticketFor(token).catch(() => "none");
	const [place, query] = path.split("?");
	const given = new URLSearchParams(query);
	given.set("ticket", ticket);
	return `${place}?${given}`;
}

/** Asks with a token, and reads the answer. */
export async function ask({ method, path, ...request }: Request, token: string): Promise<Heard> {
	const response = await send(method, await withTicket(path, token), { ...request, token });
	const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
	return { status: response.status, headers, body: (await textOf(response)).replace(OWN, "") };
}
