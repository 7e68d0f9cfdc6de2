import { unique } from "../../support/factories.ts";
import type { Scene, Who } from "../scene.ts";

/** What the contract says of one operation. Written by hand from the requirements, never read from the code. */
export interface Door {
	/** As the API document spells it. */
	route: `${"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} /${string}/`;
	/** Open ones are public too, but they look at a token that is sent: a good one is told more, a bad one refused. */
	allowed: readonly Who[] | "public" | "open";
	/** Of a valid request. */
	answers: 101 | 200 | 201 | 202 | 204 | 302;
	/** `{id}` of the path. */
	id?: (scene: Scene) => number | string;
	/** `{item}` of the path. */
	item?: (scene: Scene) => number;
	query?: (scene: Scene) => string | Promise<string>;
	body?: (scene: Scene) => unknown;
	/** Of the request, beside the token's. */
	headers?: Record<string, string>;
	/** What a browser brings back that was sent away by us: in the address, and in its cookie. */
	brings?: () => Promise<{ query: string; cookie: string }>;
	/** What must have happened before. */
	before?: (scene: Scene) => Promise<unknown>;
	/**
	 * How the request is refused when it addresses what is another's; absent where it can address nobody, and
	 * everybody's where all who are signed in may know of it.
	 */
	foreign?: 404 | "empty page" | "wrong patient field" | "wrong patient_id field" | "everybody's";
}

export const PEOPLE = ["admin", "staff", "doctor", "patient", "user"] as const;
export const EDITORS = ["admin", "doctor", "patient", "user"] as const;

export const patient = ({ patient }: Scene) => patient;
export const nothing = () => ({});
export const notes = () => ({ notes: "every second week" });
export const name = () => ({ first_name: "Ada" });
export const ofPatient = ({ patient }: Scene) => `?patient=${patient}`;
export const something = () => ({ name: unique() });
export const profile = ({ profile }: Scene) => profile;
