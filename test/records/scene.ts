import { type Answer, post } from "../support/client.ts";
import { unique } from "../support/factories.ts";
import { type Circle, newCircle } from "../support/relations.ts";

export const HEALTH_RECORDS = "/api/health-records/";
export const RECORDS = "/api/records/";

export const checkup = (fields: Record<string, unknown> = {}) => ({
	...{ record_type: "CHECKUP", title: "Annual Physical", description: "Routine health examination" },
	visit_date: "2025-05-28T10:00:00Z",
	...fields,
});

function created({ status, body }: Answer): { id: number; version: number } {
	if (status !== 201) throw new Error(`expected 201: ${status} ${JSON.stringify(body)}`);
	return body;
}

/** A record that the patient wrote. */
export const byPatient = async ({ people }: Circle, fields = {}) =>
	created(await post(HEALTH_RECORDS, checkup(fields), people.self.token));

/** A record that the mapped doctor wrote. */
export const byDoctor = async ({ patient, people }: Circle, fields = {}) =>
	created(await post(RECORDS, checkup({ patient, ...fields }), people["mapped doctor"].token));

/** Somebody's comment on a record, told apart by its text. */
export async function comment(token: string, record: number, isPrivate: boolean): Promise<string> {
	const text = `${isPrivate ? "private" : "open"} ${unique()}`;
	created(await post(`${HEALTH_RECORDS}${record}/comments/`, { comment: text, is_private: isPrivate }, token));
	return text;
}

/** A patient with everybody around them, a record by the patient and one by the doctor. */
export async function withRecords() {
	const circle = await newCircle();
	return { circle, own: await byPatient(circle), doctors: await byDoctor(circle) };
}
