import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { database } from "../../../src/db/client.ts";
import { devices } from "../../../src/devices/table.ts";
import { patients } from "../../../src/patients/table.ts";
import { post } from "../../support/client.ts";
import { ticketFor } from "../../support/event-stream.ts";
import { createUser, unique } from "../../support/factories.ts";
import { forge } from "../forge.ts";
import type { Scene } from "../scene.ts";
import { type Door, EDITORS, PEOPLE, patient } from "./door.ts";

const device = ({ device }: Scene) => device;
const takeAway = ({ device }: Scene) =>
	database(env).update(devices).set({ deletedAt: new Date() }).where(eq(devices.id, device));
const notification = ({ notification }: Scene) => notification;
const phone = () => ({ phone_number: "+49 30 1234567" });
const status = () => ({ status: "maintenance" });
const reading = ({ patient, device }: Scene) => ({ patient, device, heart_rate: 72, recorded_at: "2026-01-31T12:00Z" });
const day = () => "?from=2026-01-31T00:00:00Z&to=2026-02-01T00:00:00Z";

/** So that there is something to answer. */
const measure = async (scene: Scene) => post("/api/heart-rate/", reading(scene), await forge());

const ticket = async () => `?ticket=${await ticketFor((await createUser("admin")).token)}`;

const remove = ({ patient }: Scene) =>
	database(env).update(patients).set({ deletedAt: new Date() }).where(eq(patients.id, patient));

export const MONITORING_DOORS: readonly Door[] = [
	{ route: "GET /api/patients/", allowed: PEOPLE, answers: 200 },
	{ route: "POST /api/patients/", allowed: EDITORS, body: () => ({ first_name: "Jon" }), answers: 201 },
	{ route: "GET /api/patients/{id}/", allowed: PEOPLE, id: patient, answers: 200, foreign: 404 },
	{ route: "PUT /api/patients/{id}/", allowed: EDITORS, id: patient, body: phone, answers: 200, foreign: 404 },
	{ route: "PATCH /api/patients/{id}/", allowed: EDITORS, id: patient, body: phone, answers: 200, foreign: 404 },
	{
		route: "DELETE /api/patients/{id}/",
		allowed: ["admin", "doctor", "user"],
		id: patient,
		answers: 204,
		foreign: 404,
	},
	{ route: "POST /api/patients/{id}/restore/", allowed: ["admin"], id: patient, before: remove, answers: 200 },
	{ route: "POST /api/patients/{id}/erase/", allowed: ["admin"], id: patient, before: remove, answers: 200 },
	{
		route: "GET /api/patients/{id}/report/",
		allowed: PEOPLE,
		id: patient,
		before: measure,
		answers: 200,
		foreign: 404,
	},
	{ route: "GET /api/patients/me/", allowed: ["patient"], answers: 200 },
	{ route: "PUT /api/patients/me/", allowed: ["patient"], body: phone, answers: 200 },
	{ route: "PATCH /api/patients/me/", allowed: ["patient"], body: phone, answers: 200 },

	{
		route: "GET /api/devices/",
		allowed: PEOPLE,
		query: (scene) => `?patient=${scene.patient}`,
		answers: 200,
		foreign: "empty page",
	},
	{
		route: "POST /api/devices/",
		allowed: EDITORS,
		body: (scene) => ({ device_id: unique(), patient: scene.patient }),
		answers: 201,
		foreign: "wrong patient field",
	},
	{ route: "GET /api/devices/{id}/", allowed: PEOPLE, id: device, answers: 200, foreign: 404 },
	{ route: "PUT /api/devices/{id}/", allowed: EDITORS, id: device, body: status, answers: 200, foreign: 404 },
	{ route: "PATCH /api/devices/{id}/", allowed: EDITORS, id: device, body: status, answers: 200, foreign: 404 },
	{ route: "DELETE /api/devices/{id}/", allowed: EDITORS, id: device, answers: 204, foreign: 404 },
	{ route: "POST /api/devices/{id}/restore/", allowed: ["admin"], id: device, before: takeAway, answers: 200 },
	{ route: "POST /api/devices/{id}/token/", allowed: EDITORS, id: device, answers: 201, foreign: 404 },
	{ route: "DELETE /api/devices/{id}/token/", allowed: EDITORS, id: device, answers: 204, foreign: 404 },

	{
		route: "GET /api/devices/socket/",
		allowed: ["device"],
		headers: { Upgrade: "websocket" },
		answers: 101,
	},
	{
		route: "POST /api/heart-rate/",
		allowed: ["admin", "patient", "device"],
		body: reading,
		answers: 201,
		foreign: 404,
	},
	{
		route: "GET /api/heart-rate/",
		allowed: PEOPLE,
		query: (scene) => `?patient=${scene.patient}`,
		before: measure,
		answers: 200,
		foreign: 404,
	},
	{
		route: "DELETE /api/heart-rate/",
		allowed: ["admin", "patient"],
		query: (scene) => `?patient=${scene.patient}`,
		before: measure,
		answers: 200,
		foreign: 404,
	},
	{
		route: "GET /api/patients/{id}/heart-rate-stats/",
		allowed: PEOPLE,
		id: patient,
		before: measure,
		answers: 200,
		foreign: 404,
	},
	{
		route: "GET /api/patients/{id}/heart-rate-series/",
		allowed: PEOPLE,
		id: patient,
		query: day,
		before: measure,
		answers: 200,
		foreign: 404,
	},

	{ route: "POST /api/streams/ticket/", allowed: PEOPLE, answers: 201 },
	// The ticket decides, whoever brings it: here, an admin's.
	{ route: "GET /api/streams/patients/{id}/", allowed: "open", id: patient, query: ticket, answers: 200 },
	{ route: "GET /api/streams/ward/", allowed: "open", query: ticket, answers: 200 },

	{ route: "GET /api/notifications/", allowed: PEOPLE, answers: 200 },
	{ route: "POST /api/notifications/mark-all-read/", allowed: PEOPLE, answers: 200 },
	{ route: "POST /api/notifications/{id}/read/", allowed: PEOPLE, id: notification, answers: 200, foreign: 404 },
];
