import { post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { newCircle } from "../support/relations.ts";

export const LISTS = ["allergies", "medications"] as const;
export const ENTITIES = { allergies: "allergy", medications: "medication" };
export const penicillin = { name: "Penicillin", description: "Rash within an hour" };

/** Puts something on a list. */
export async function add(path: string, body: object, token?: string) {
	const answer = await post(path, body, token);
	if (answer.status !== 201) throw new Error(`expected 201: ${answer.status} ${JSON.stringify(answer.body)}`);
	return answer.body;
}

/** What was done to a patient's list, oldest first. */
export async function trailOf(patient: number, list: (typeof LISTS)[number]) {
	const sql = "select * from audit where patient_id = ? and entity = ? order by id";
	return (await DB.prepare(sql).bind(patient, ENTITIES[list]).all<{ action: string }>()).results;
}

/** A patient of whose lists nobody knows. */
export async function fresh(list: string) {
	const circle = await newCircle();
	const path = `/api/patients/${circle.patient}/${list}/`;
	return { ...circle, path, admin: circle.people.admin.token };
}
