import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { database } from "../../src/db/client.ts";
import type { NotificationEvent } from "../../src/notifications/events.ts";
import { recipients } from "../../src/notifications/recipients.ts";
import { patch, post } from "../support/client.ts";
import { type TestUser, unique } from "../support/factories.ts";
import { type Circle, newCircle } from "../support/relations.ts";

/** Of nobody's doing. */
const shared = (patient: number) => ({ event_id: unique(), patient_id: patient, actor_id: null });

const alert = (patient: number): NotificationEvent => ({
	...{ type: "alert.opened", event_id: unique(), patient_id: patient, episode_id: 1 },
	...{ kind: "above", severity: "critical", threshold: 150, sustained_minutes: 5, extreme: 180 },
	...{ started_at: "2030-01-07T09:00:00.000Z", opened_at: "2030-01-07T09:05:00.000Z" },
});
const newRecord = (patient: number): NotificationEvent => ({
	...{ type: "record.created", ...shared(patient), record_id: 1 },
});

const told = async (event: NotificationEvent) => new Set(await recipients(database(env), event));
const ids = (...people: TestUser[]) => new Set(people.map(({ id }) => id));

describe("who is no doctor any more", () => {
	const ENDS: [string, (circle: Circle, id: number) => Promise<unknown>][] = [
		["the role is taken", ({ people }, id) => patch(`/api/users/${id}/`, { roles: ["user"] }, people.admin.token)],
		["the login is closed", ({ people }, id) => post(`/api/users/${id}/deactivate/`, {}, people.admin.token)],
	];

	it.each(ENDS)("hears of no patient: %s", async (_, end) => {
		const circle = await newCircle();
		const { self, owner, "mapped doctor": doctor } = circle.people;
		expect(await told(alert(circle.patient))).toEqual(ids(self, owner, doctor));
		expect(await told(newRecord(circle.patient))).toEqual(ids(doctor));
		expect(await end(circle, doctor.id)).toMatchObject({ status: 200 });
		expect(await told(alert(circle.patient))).toEqual(ids(self, owner));
		expect(await told(newRecord(circle.patient))).toEqual(ids());
	});
});
