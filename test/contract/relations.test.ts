import { beforeAll, describe, expect, it } from "vitest";
import { type Circle, newCircle, RELATIONS, type Relation } from "../support/relations.ts";
import type { Door } from "./doors/door.ts";
import { bearer, knock } from "./knock.ts";
import { DOORS } from "./routes.ts";
import { newThings, type Who } from "./scene.ts";

const ROLES: Record<Exclude<Relation, "anonymous">, Who> = {
	...{ admin: "admin", staff: "staff", owner: "user", self: "patient", "other patient": "patient" },
	...{ "mapped doctor": "doctor", "formerly mapped doctor": "doctor", "other doctor": "doctor" },
};
const SEE: readonly Relation[] = ["admin", "staff", "mapped doctor", "owner", "self"];

/** Of a patient: those of a person alone (their sessions, their inbox) have no relations. */
const OF_A_PATIENT = DOORS.filter(
	({ foreign, route }) =>
		foreign !== undefined && foreign !== "everybody's" && !/\/(sessions|tokens|notifications|webhooks)\//.test(route),
);

/** What a doctor who treats the patient sees and still may not do, beyond what the role table says. */
const NOT_FOR_MAPPED: Partial<Record<Door["route"], number>> = {
	// Contact details are the patient's own, the owner's and the admin's to change; deleting is the owner's.
	"PUT /api/patients/{id}/": 403,
	"PATCH /api/patients/{id}/": 403,
	"DELETE /api/patients/{id}/": 403,
	// Who looked is for the patient to know.
	"GET /api/patients/{id}/accesses/": 403,
	// Devices are the patient's.
	"POST /api/devices/": 400,
	"PUT /api/devices/{id}/": 403,
	"PATCH /api/devices/{id}/": 403,
	"DELETE /api/devices/{id}/": 403,
	"POST /api/devices/{id}/token/": 403,
	"DELETE /api/devices/{id}/token/": 403,
	// Of another doctor's care they decide nothing, and a referral waits for consent.
	"PUT /api/mappings/{id}/": 403,
	"PATCH /api/mappings/{id}/": 403,
	"DELETE /api/mappings/{id}/": 403,
	"POST /api/mappings/{id}/accept/": 403,
	"POST /api/mappings/{id}/decline/": 403,
	"POST /api/auth/assign-doctor/": 202,
	// What the patient wrote and uploaded stays as the patient left it.
	"PUT /api/records/{id}/": 403,
	"PATCH /api/records/{id}/": 403,
	"DELETE /api/records/{id}/": 403,
	"DELETE /api/files/{id}/": 403,
};

function expected(door: Door, relation: Relation): number {
	if (relation === "anonymous") return 401;
	if (typeof door.allowed !== "string" && !door.allowed.includes(ROLES[relation])) return 403;
	if (!SEE.includes(relation)) return door.foreign === 404 ? 404 : door.foreign === "empty page" ? 200 : 400;
	return (relation === "mapped doctor" ? NOT_FOR_MAPPED[door.route] : undefined) ?? door.answers;
}

/** What changes more than the things of one case. */
const CHANGES_CIRCLE =
	/^(PUT|PATCH|DELETE) \/api\/patients\/\{id\}\/$|assign-doctor|^POST \/api\/appointments\/$|^DELETE .*alert-rules/;

let circle: Circle;
beforeAll(async () => {
	circle = await newCircle();
});

describe.each(OF_A_PATIENT)("$route", (door) => {
	it.each(RELATIONS)("by %s", async (relation) => {
		const { patient, people, tokenOf } = CHANGES_CIRCLE.test(door.route) ? await newCircle() : circle;
		const scene = await newThings(patient, { self: people.self.id, doctor: people["mapped doctor"].id });
		await door.before?.(scene);
		const token = tokenOf(relation);
		const answer = await knock(door, scene, token ? bearer(token) : {});
		expect(answer.status, JSON.stringify(answer.body)).toBe(expected(door, relation));
	});
});
