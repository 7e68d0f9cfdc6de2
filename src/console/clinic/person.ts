import type { PatientRight } from "../../auth/policy.ts";
import { beyondRight } from "../../patients/fields.ts";
import type { Patient } from "../patient/frame.tsx";
import { numberOf } from "./sent.ts";

type Fields = Record<string, string>;

/** What the form of a patient asks for. */
export const ABOUT = ["first_name", "last_name", "date_of_birth", "age", "gender", "nationality"] as const;
export const REACHED = ["phone_number", "email", "address", "insurance"] as const;
export const CLINICAL = ["blood_group", "genotype", "allergies", "medications", "medical_history", "notes"] as const;
export const PERSON = [...ABOUT, ...REACHED, ...CLINICAL, "timezone"] as const;
export type PersonField = (typeof PERSON)[number];

/** Whether somebody with this right may change the field. */
export const mayChange = (right: PatientRight, field: PersonField): boolean => beyondRight(right, [field]).length === 0;

/** An address or an insurance as a text, however it was sent: part by part, where it has parts. */
export function textOf(value: Patient["address"] | Patient["insurance"]): string {
	if (value === null || typeof value === "string") return value ?? "";
	const parts = Object.entries(value).filter(([, part]) => part !== null && part !== undefined && part !== "");
	return parts.map(([name, part]) => `${name.replaceAll("_", " ")}: ${part}`).join("\n");
}

const sameText = (one: string | undefined, other: string) => one?.replaceAll("\r\n", "\n").trim() === other.trim();

/**
 * The body of an edit: what the form asks for and its sender may change. What has parts and was left as it is shown is left
 * alone, so that it keeps them.
 */
export function personBody(fields: Fields, right: PatientRight, known?: Patient): Record<string, unknown> {
	const sent = PERSON.filter((name) => fields[name] !== undefined && mayChange(right, name));
	const body: Fields = Object.fromEntries(sent.map((name) => [name, fields[name] ?? ""]));
	for (const name of ["address", "insurance"] as const)
		if (known && sameText(body[name], textOf(known[name]))) delete body[name];
	const { age, ...rest } = body;
	// A date of birth says it better.
	const isAged = age !== undefined && !body.date_of_birth?.trim();
	return { ...rest, ...(isAged && { age: age.trim() ? numberOf(age) : null }) };
}
