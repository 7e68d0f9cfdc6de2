import { anOpenAlert, firstAlertOf } from "../../support/alerts.ts";
import type { Scene } from "../scene.ts";
import { type Door, ofPatient, PEOPLE, patient } from "./door.ts";

const WRITERS = ["admin", "doctor", "user"] as const;
const CARERS = ["admin", "staff", "doctor", "user"] as const;
const PATH = "/api/patients/{id}/alert-rules/";
const first = () => 1;
const alert = ({ patient }: Scene) => firstAlertOf(patient);
const before = ({ patient }: Scene) => anOpenAlert(patient);
const silence = () => ({ kind: "no_data", sustained_minutes: 30 });
const threshold = () => ({ threshold: 130 });
const hour = () => ({ minutes: 60 });

export const ALERT_DOORS: readonly Door[] = [
	{ route: `GET ${PATH}`, allowed: PEOPLE, id: patient, answers: 200, foreign: 404 },
	{ route: `POST ${PATH}`, allowed: WRITERS, id: patient, body: silence, answers: 201, foreign: 404 },
	{ route: `POST ${PATH}rehearse/`, allowed: PEOPLE, id: patient, body: silence, answers: 200, foreign: 404 },
	{ route: `GET ${PATH}{rule}/`, allowed: PEOPLE, id: patient, item: first, answers: 200, foreign: 404 },
	{ route: `GET ${PATH}{rule}/versions/`, allowed: PEOPLE, id: patient, item: first, answers: 200, foreign: 404 },
	...(["PUT", "PATCH"] as const).map(
		(method): Door => ({
			...{ route: `${method} ${PATH}{rule}/`, allowed: WRITERS, id: patient, item: first },
			...{ body: threshold, answers: 200, foreign: 404 },
		}),
	),
	{ route: `DELETE ${PATH}{rule}/`, allowed: WRITERS, id: patient, item: first, answers: 204, foreign: 404 },

	{ route: "GET /api/ward/", allowed: CARERS, answers: 200 },
	{ route: "GET /api/alerts/", allowed: PEOPLE, query: ofPatient, answers: 200, foreign: "empty page" },
	{ route: "GET /api/patients/{id}/alerts/", allowed: PEOPLE, id: patient, answers: 200, foreign: 404 },
	{ route: "GET /api/alerts/{id}/", allowed: PEOPLE, id: alert, before, answers: 200, foreign: 404 },
	{ route: "POST /api/alerts/{id}/acknowledge/", allowed: CARERS, id: alert, before, answers: 200, foreign: 404 },
	{
		...{ route: "POST /api/alerts/{id}/snooze/", allowed: PEOPLE, id: alert, before, body: hour, answers: 200 },
		foreign: 404,
	},
	{ route: "DELETE /api/alerts/{id}/snooze/", allowed: PEOPLE, id: alert, before, answers: 200, foreign: 404 },
];
