import { sql } from "../../../src/cli/sql.ts";
import { execute } from "../../../src/cli/wrangler.ts";
import { type Api, apiOf, apiWith } from "./api.ts";

/** The ids that the addresses of pages have, of the demo ward. */
export interface Scene {
	/** Greta Lindqvist, who has an account, a doctor, a device and something in each list. */
	patient: number;
	alert: number;
	rule: number;
	record: number;
	questionnaire: number;
	assessment: number;
	device: number;
	appointment: number;
	allergy: number;
	mapping: number;
	webhook: number;
	/** A message that the queue gave up on. */
	letter: number;
	doctor: number;
	/** Somebody who asks to be staff. */
	user: number;
}

/** Puts something of each kind into the demo ward, as its people would. */
export async function furnish(url: string, password: string, persistTo: string): Promise<Scene> {
	const doctor = await apiOf(url, "miriam", password);
	const admin = await apiOf(url, "ada", password);
	const patient = await idOf(doctor, "patients/?search=Lindqvist");
	const allergy = await doctor.post(`patients/${patient}/allergies/`, { name: "Penicillin" });
	await doctor.post(`patients/${patient}/medications/`, { name: "Apixaban 5 mg" });
	const webhook = await admin.post("webhooks/", { url: "https://hooks.ward.example/edgeward", scope: "clinic" });
	// No request leads to one.
	await execute(deadLetter(Date.now()), { remote: false, persistTo });
	return {
		patient,
		alert: await idOf(doctor, `alerts/?patient=${patient}`),
		rule: await idOf(doctor, `patients/${patient}/alert-rules/`),
		record: await writeRecord(doctor, patient),
		...(await assess(doctor, patient)),
		device: await idOf(doctor, `devices/?patient=${patient}`),
		appointment: await idOf(doctor, `appointments/?patient=${patient}`),
		allergy: allergy.id,
		mapping: await idOf(doctor, `mappings/?patient=${patient}`),
		webhook: webhook.id,
		letter: await idOf(admin, "dead-letters/"),
		doctor: await idOf(doctor, "doctors/?search=Okafor"),
		user: await askForStaff(url, admin),
	};
}

const deadLetter = (now: number) => sql`
INSERT INTO dead_letters (queue, message_id, body, created_at)
	VALUES ('edgeward-notifications-dead', 'a-message', '{"type": "alert.opened", "patient_id": 1}', ${now});`;

async function idOf(api: Api, path: string): Promise<number> {
	const [first] = (await api.get(path)).results;
	if (!first) throw new Error(`the demo ward has nothing at ${path}`);
	return first.id;
}

async function writeRecord(doctor: Api, patient: number): Promise<number> {
	const visit = { record_type: "CHECKUP", title: "Annual physical", visit_date: "2026-01-31T10:00:00Z" };
	const { id } = await doctor.post("records/", { patient, ...visit, diagnosis: "Paroxysmal atrial fibrillation" });
	await doctor.post(`health-records/${id}/comments/`, { comment: "Looks good.", is_private: false });
	return id;
}

/** Answers a whole questionnaire. */
async function assess(doctor: Api, patient: number): Promise<Pick<Scene, "questionnaire" | "assessment">> {
	const questionnaire = await idOf(doctor, "assessments/types/?search=PHQ-9");
	const { questions } = await doctor.get(`assessments/types/${questionnaire}/`);
	const results = questions.map(({ id, answers: [answer] }: Question) => ({ question: id, answer: answer.id }));
	const { id } = await doctor.post("assessments/", { assessment_type: questionnaire, patient, results });
	return { questionnaire, assessment: id };
}

interface Question {
	id: number;
	answers: [{ id: number }];
}

async function askForStaff(url: string, admin: Api): Promise<number> {
	const account = { username: "noor", first_name: "Noor", last_name: "Haddad", password: "blue kettle on the moon 4" };
	await apiWith(url, null).post("auth/register/", { ...account, user_type: "staff" });
	return idOf(admin, "users/?search=noor");
}
