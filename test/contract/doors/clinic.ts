import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { appointments } from "../../../src/appointments/table.ts";
import { allergies, medications } from "../../../src/charts/table.ts";
import { database } from "../../../src/db/client.ts";
import { doctors } from "../../../src/doctors/table.ts";
import { mappings } from "../../../src/mappings/table.ts";
import { records } from "../../../src/records/table.ts";
import type { Scene } from "../scene.ts";
import { type Door, EDITORS, name, notes, ofPatient, PEOPLE, patient, profile, something } from "./door.ts";

const mapping = ({ mapping }: Scene) => mapping;
const unaccept = ({ mapping }: Scene) =>
	database(env).update(mappings).set({ status: "pending" }).where(eq(mappings.id, mapping));
const record = ({ record }: Scene) => record;
const visit = () => ({ record_type: "CHECKUP", title: "Annual Physical", visit_date: "2025-05-28T10:00:00Z" });
const visitOf = ({ patient }: Scene) => ({ ...visit(), patient });
const diagnosis = () => ({ diagnosis: "none" });
const shred = ({ record }: Scene) =>
	database(env).update(records).set({ deletedAt: new Date() }).where(eq(records.id, record));
const contact = () => ({ name: "Jo Doe", phone_number: "+49 30 1234567" });

/** One list of a patient's chart. */
function chartDoors(list: "allergies" | "medications", item: (scene: Scene) => number): Door[] {
	const table = { allergies, medications }[list];
	const before = (scene: Scene) =>
		database(env)
			.update(table)
			.set({ deletedAt: new Date() })
			.where(eq(table.id, item(scene)));
	const [all, one] = [`/api/patients/{id}/${list}/`, `/api/patients/{id}/${list}/{item}/`] as const;
	return [
		{ route: `GET ${all}`, allowed: PEOPLE, id: patient, answers: 200, foreign: 404 },
		{ route: `POST ${all}`, allowed: EDITORS, id: patient, body: something, answers: 201, foreign: 404 },
		{ route: `GET ${one}`, allowed: PEOPLE, id: patient, item, answers: 200, foreign: 404 },
		{ route: `PUT ${one}`, allowed: EDITORS, id: patient, item, body: something, answers: 200, foreign: 404 },
		{ route: `PATCH ${one}`, allowed: EDITORS, id: patient, item, body: something, answers: 200, foreign: 404 },
		{ route: `DELETE ${one}`, allowed: EDITORS, id: patient, item, answers: 204, foreign: 404 },
		{ route: `POST ${one}restore/`, allowed: ["admin"], id: patient, item, before, answers: 200 },
		{ route: `POST /api/v1/patients/${list}/`, allowed: ["patient"], body: something, answers: 201 },
	];
}

const specialist = () => ({ first_name: "Alice", specialization: "Cardiology" });
const retire = ({ profile }: Scene) =>
	database(env).update(doctors).set({ deletedAt: new Date() }).where(eq(doctors.id, profile));

/** Seed 2 calls doctors practitioners. */
const doctorDoors = (path: "/api/doctors/" | "/api/practitioners/"): Door[] => [
	{ route: `GET ${path}`, allowed: "open", answers: 200 },
	{ route: `POST ${path}`, allowed: ["admin", "doctor", "user"], body: specialist, answers: 201 },
	{ route: `GET ${path}current/`, allowed: ["doctor"], answers: 200 },
	{ route: `GET ${path}{id}/`, allowed: "open", id: profile, answers: 200 },
	...(["PUT", "PATCH"] as const).map(
		(method): Door => ({
			...{ route: `${method} ${path}{id}/`, allowed: ["admin", "doctor", "user"], id: profile, body: name },
			...{ answers: 200, foreign: "everybody's" },
		}),
	),
	{
		...{ route: `DELETE ${path}{id}/`, allowed: ["admin", "doctor", "user"], id: profile },
		...{ answers: 204, foreign: "everybody's" },
	},
	{ route: `POST ${path}{id}/restore/`, allowed: ["admin"], id: profile, before: retire, answers: 200 },
];

const appointment = ({ appointment }: Scene) => appointment;
const callOff = ({ appointment }: Scene) =>
	database(env).update(appointments).set({ deletedAt: new Date() }).where(eq(appointments.id, appointment));
const consultation = ({ patient, otherDoctor }: Scene) => ({
	patient,
	doctor: otherDoctor,
	// Next year: so far ahead there is room, and not too far.
	start: `${new Date().getUTCFullYear() + 1}-06-01T09:00:00Z`,
});

export const CLINIC_DOORS: readonly Door[] = [
	{
		route: "GET /api/mappings/",
		allowed: PEOPLE,
		query: (scene) => `?patient=${scene.patient}`,
		answers: 200,
		foreign: "empty page",
	},
	{
		route: "POST /api/mappings/",
		allowed: EDITORS,
		body: ({ patient, otherDoctor }) => ({ patient, doctor: otherDoctor }),
		answers: 201,
		foreign: "wrong patient field",
	},
	{
		route: "POST /api/mappings/bulk/",
		allowed: ["admin", "doctor", "user"],
		body: ({ patient, otherDoctor }) => ({ patients: [patient, 999_999_999], doctor: otherDoctor }),
		answers: 200,
	},
	{ route: "GET /api/mappings/{id}/", allowed: PEOPLE, id: patient, answers: 200, foreign: 404 },
	{ route: "PUT /api/mappings/{id}/", allowed: EDITORS, id: mapping, body: notes, answers: 200, foreign: 404 },
	{ route: "PATCH /api/mappings/{id}/", allowed: EDITORS, id: mapping, body: notes, answers: 200, foreign: 404 },
	{ route: "DELETE /api/mappings/{id}/", allowed: EDITORS, id: mapping, answers: 204, foreign: 404 },
	{
		route: "POST /api/mappings/{id}/accept/",
		allowed: EDITORS,
		id: mapping,
		before: unaccept,
		answers: 200,
		foreign: 404,
	},
	{
		route: "POST /api/mappings/{id}/decline/",
		allowed: EDITORS,
		id: mapping,
		before: unaccept,
		answers: 200,
		foreign: 404,
	},
	{
		route: "POST /api/auth/assign-doctor/",
		allowed: ["admin", "doctor"],
		body: ({ patient, otherDoctor }) => ({ patient_id: patient, doctor_id: otherDoctor }),
		answers: 200,
		foreign: "wrong patient_id field",
	},
	{ route: "GET /api/patients/{id}/accesses/", allowed: EDITORS, id: patient, answers: 200, foreign: 404 },
	{ route: "GET /api/audit/", allowed: ["admin"], answers: 200 },

	{ route: "GET /api/health-records/", allowed: PEOPLE, query: ofPatient, answers: 200, foreign: "empty page" },
	{
		route: "POST /api/health-records/",
		allowed: ["patient"],
		body: visitOf,
		answers: 201,
		foreign: "wrong patient field",
	},
	{ route: "GET /api/health-records/{id}/", allowed: PEOPLE, id: record, answers: 200, foreign: 404 },
	{
		route: "PUT /api/health-records/{id}/",
		allowed: ["patient"],
		id: record,
		body: diagnosis,
		answers: 200,
		foreign: 404,
	},
	{
		route: "PATCH /api/health-records/{id}/",
		allowed: ["patient"],
		id: record,
		body: diagnosis,
		answers: 200,
		foreign: 404,
	},
	{ route: "DELETE /api/health-records/{id}/", allowed: ["patient"], id: record, answers: 204, foreign: 404 },
	{ route: "GET /api/health-records/{id}/comments/", allowed: PEOPLE, id: record, answers: 200, foreign: 404 },
	{
		route: "POST /api/health-records/{id}/comments/",
		allowed: ["admin", "doctor"],
		id: record,
		body: () => ({ comment: "Looks good." }),
		answers: 201,
		foreign: 404,
	},
	{ route: "GET /api/health-records/my-patients/", allowed: ["doctor"], answers: 200 },
	{ route: "GET /api/records/", allowed: PEOPLE, query: ofPatient, answers: 200, foreign: "empty page" },
	{
		route: "POST /api/records/",
		allowed: ["admin", "doctor"],
		body: visitOf,
		answers: 201,
		foreign: "wrong patient field",
	},
	{ route: "GET /api/records/{id}/", allowed: PEOPLE, id: record, answers: 200, foreign: 404 },
	{
		route: "PUT /api/records/{id}/",
		allowed: ["admin", "doctor"],
		id: record,
		body: diagnosis,
		answers: 200,
		foreign: 404,
	},
	{
		route: "PATCH /api/records/{id}/",
		allowed: ["admin", "doctor"],
		id: record,
		body: diagnosis,
		answers: 200,
		foreign: 404,
	},
	{ route: "DELETE /api/records/{id}/", allowed: ["admin", "doctor"], id: record, answers: 204, foreign: 404 },
	{ route: "POST /api/records/{id}/restore/", allowed: ["admin"], id: record, before: shred, answers: 200 },

	...chartDoors("allergies", ({ allergy }) => allergy),
	...chartDoors("medications", ({ medication }) => medication),
	{ route: "GET /api/patients/{id}/emergency-contact/", allowed: PEOPLE, id: patient, answers: 200, foreign: 404 },
	{
		route: "PUT /api/patients/{id}/emergency-contact/",
		allowed: EDITORS,
		id: patient,
		body: contact,
		answers: 200,
		foreign: 404,
	},
	{ route: "POST /api/v1/patients/emergency-contact/", allowed: ["patient"], body: contact, answers: 201 },

	{ route: "GET /api/auth/doctors/", allowed: PEOPLE, answers: 200 },
	...doctorDoors("/api/doctors/"),
	...doctorDoors("/api/practitioners/"),

	{
		route: "GET /api/appointments/",
		allowed: PEOPLE,
		query: (scene) => `?patient=${scene.patient}`,
		answers: 200,
		foreign: "empty page",
	},
	{
		route: "POST /api/appointments/",
		allowed: PEOPLE,
		body: consultation,
		answers: 201,
		foreign: "wrong patient field",
	},
	{
		route: "POST /api/appointments/bulk/",
		allowed: ["admin", "staff", "doctor"],
		body: (scene) => ({ appointments: [consultation(scene), { ...consultation(scene), patient: 999_999_999 }] }),
		answers: 200,
	},
	{
		route: "POST /api/appointments/proposals/",
		allowed: ["admin", "staff", "doctor"],
		body: ({ patient, otherDoctor }) => ({ patients: [patient, 999_999_999], doctor: otherDoctor }),
		answers: 200,
	},
	{ route: "GET /api/appointments/{id}/", allowed: PEOPLE, id: appointment, answers: 200, foreign: 404 },
	{ route: "PUT /api/appointments/{id}/", allowed: PEOPLE, id: appointment, body: notes, answers: 200, foreign: 404 },
	{ route: "PATCH /api/appointments/{id}/", allowed: PEOPLE, id: appointment, body: notes, answers: 200, foreign: 404 },
	{ route: "DELETE /api/appointments/{id}/", allowed: PEOPLE, id: appointment, answers: 204, foreign: 404 },
	{
		route: "POST /api/appointments/{id}/restore/",
		allowed: ["admin"],
		id: appointment,
		before: callOff,
		answers: 200,
	},
];
