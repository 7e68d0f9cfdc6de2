import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { viewerOf } from "../../src/streams/stub.ts";
import { call, del, post } from "../support/client.ts";
import {
	begunStream,
	type LiveStream,
	openStream,
	patientStream,
	ticketFor,
	wardStream,
} from "../support/event-stream.ts";
import { createUser, PASSWORD, sessionOf, type TestUser } from "../support/factories.ts";
import { endSessionsElsewhere } from "../support/races.ts";
import { type Circle, newCircle, type Person } from "../support/relations.ts";

async function watch(circle: Circle, who: Person): Promise<LiveStream & { address: string }> {
	const address = patientStream(circle.patient, await ticketFor(circle.people[who].token));
	return { ...(await begunStream(address)), address };
}

/** Well before the streams' own check, which comes every six seconds. */
const AT_ONCE = { timeout: 4_000 };

const mappingOf = async ({ patient, people }: Circle): Promise<number> => {
	const { body } = await call("GET", `/api/mappings/?patient_id=${patient}`, { token: people["mapped doctor"].token });
	return body.results[0].id;
};

const CHANGES: [string, Person, (circle: Circle, user: TestUser) => Promise<{ status: number }>][] = [
	["a logout", "owner", (_, { token }) => post("/api/auth/logout/", {}, token)],
	["the end of all sessions", "self", (_, { token }) => del("/api/auth/sessions/", token)],
	[
		"the end of that session from another",
		"admin",
		async (_, { username, refresh }) => {
			const elsewhere = await sessionOf(username);
			return del(`/api/auth/sessions/${refresh.split(".")[0]}/`, elsewhere.token);
		},
	],
	[
		"a deactivation",
		"mapped doctor",
		({ people }, { id }) => post(`/api/users/${id}/deactivate/`, {}, people.admin.token),
	],
	[
		"the loss of a role",
		"staff",
		({ people }, { id }) =>
			call("PATCH", `/api/users/${id}/`, { token: people.admin.token, body: { roles: ["user"] } }),
	],
	[
		"the end of a mapping",
		"mapped doctor",
		async (circle) => del(`/api/mappings/${await mappingOf(circle)}/`, circle.people.self.token),
	],
	[
		"another doctor's taking over",
		"mapped doctor",
		({ patient, people }) =>
			post(
				"/api/auth/assign-doctor/",
				{ patient_id: patient, doctor_id: people["other doctor"].doctorId },
				people.admin.token,
			),
	],
	[
		"the doctor's deletion",
		"mapped doctor",
		({ people }, { doctorId }) => del(`/api/doctors/${doctorId}/`, people.admin.token),
	],
	["the patient's deletion", "staff", ({ patient, people }) => del(`/api/patients/${patient}/`, people.admin.token)],
];

describe("access that ends closes its streams at once", () => {
	it.each(CHANGES)("%s", async (_, who, change) => {
		const circle = await newCircle();
		const stream = await watch(circle, who);
		const other = await watch(circle, who === "owner" ? "admin" : "owner");
		expect((await change(circle, circle.people[who])).status).toBeLessThan(300);
		await expect.poll(() => stream.isOver(), AT_ONCE).toBe(true);
		const gone = change === CHANGES.at(-1)?.[2];
		expect(other.isOver()).toBe(gone);
		// Whoever comes back with the same ticket is told so.
		expect([401, 404]).toContain((await openStream(stream.address, stream.lastEventId())).status);
	});

	it("a new password, but for the session that set it", async () => {
		const circle = await newCircle();
		const user = circle.people.owner;
		const stream = await watch(circle, "owner");
		const body = { old_password: PASSWORD, new_password: "another horse battery 8" };
		expect((await post("/api/auth/password/change/", body, user.token)).status).toBe(200);
		await viewerOf(env, user.id).recheck();
		expect(stream.isOver()).toBe(false);
	});

	it("a personal token's revocation", async () => {
		const user = await createUser("admin");
		const script = (await post("/api/auth/tokens/", { name: "board", scope: "write" }, user.token)).body;
		const stream = await begunStream(wardStream(await ticketFor(script.token)));
		const own = await begunStream(wardStream(await ticketFor(user.token)));
		await del(`/api/auth/tokens/${script.id}/`, user.token);
		await expect.poll(() => stream.isOver(), AT_ONCE).toBe(true);
		expect(own.isOver()).toBe(false);
	});
});

it("what nobody told is found out within seconds", async () => {
	const circle = await newCircle();
	const stream = await watch(circle, "owner");
	await endSessionsElsewhere(circle.people.owner.id);
	await expect.poll(() => stream.isOver()).toBe(true);
});

it("a client that hangs up is forgotten, and its user's object has nothing left to do", async () => {
	const circle = await newCircle();
	const stream = await watch(circle, "owner");
	await stream.cut();
	await expect
		.poll(() =>
			runInDurableObject(viewerOf(env, circle.people.owner.id), (instance) => ({
				streams: Reflect.get(instance, "streams").size,
				timer: Reflect.get(instance, "timer"),
			})),
		)
		.toEqual({ streams: 0, timer: undefined });
});
