import type { Sending } from "../http/data-response.ts";
import type { ReadingQuery } from "./contract.ts";

const BASE = "https://monitor";

/** The address at which a patient's object opens a socket for a device. Only our own code can reach it. */
export function deviceDoor(deviceId: number, tokenId: string): URL {
	return new URL(`/device?${new URLSearchParams({ device: String(deviceId), token_id: tokenId })}`, BASE);
}

/** The address at which it opens one for a ward that has the patient in view. */
export const wardDoor = (): URL => new URL("/ward", BASE);

/** The address at which it opens one for a viewer, who goes on behind a cursor or begins now. */
export function viewerDoor(cursor: readonly number[] | null): URL {
	return new URL(cursor ? `/viewer?after=${cursor.join(".")}` : "/viewer", BASE);
}

/** What a patient's object answers by itself: a page of the list that was asked for at an address, or the summary. */
export type Question = { query: ReadingQuery; url: string } | "summary";

const ANSWER = `${BASE}/answer`;
const QUESTION = "Question";

/** As JSON may write them too: letters that a header cannot hold. */
const inAscii = (json: string): string =>
	json.replace(/[\u007f-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);

/**
 * The request to which it answers with the whole response, or 404 where there is no patient. What only passes through
 * the Worker takes a seventh less CPU there than a text that it would have to answer with (measured).
 */
export const answerDoor = (question: Question, sending: Sending): [address: string, init: RequestInit] => [
	ANSWER,
	{ headers: { [QUESTION]: inAscii(JSON.stringify([question, sending])) } },
];

/** The question of a request; undefined at other doors. */
export function questionIn({ url, headers }: Request): [question: Question, sending: Sending] | undefined {
	return url === ANSWER ? JSON.parse(headers.get(QUESTION) ?? "") : undefined;
}
