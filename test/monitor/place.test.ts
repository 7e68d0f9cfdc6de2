import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { afterEach, describe, expect, it, vi } from "vitest";
import { users } from "../../src/accounts/table.ts";
import { createApp } from "../../src/app.ts";
import { signDeviceToken } from "../../src/auth/tokens.ts";
import { database } from "../../src/db/client.ts";
import { devices } from "../../src/devices/table.ts";
import { settings } from "../../src/env.ts";
import { monitorOf } from "../../src/monitor/stub.ts";
import { patients } from "../../src/patients/table.ts";
import { createMonitored, createUser, unique } from "../support/factories.ts";
import { noteStatements } from "../support/statements.ts";

afterEach(() => vi.restoreAllMocks());

/** The types of what wrangler.toml has are of its own values. */
type Settings = { JURISDICTION?: string; LOCATION_HINT?: string };

/** Notes where objects are looked for, and finds them all here: the tests' runtime has no jurisdictions. */
function noting() {
	const asked: { jurisdiction: string | null; name: string; hint: string | undefined }[] = [];
	const within = (jurisdiction: string | null) => ({
		jurisdiction: (name: string) => within(name),
		getByName(name: string, options?: DurableObjectNamespaceGetDurableObjectOptions) {
			asked.push({ jurisdiction, name, hint: options?.locationHint });
			return env.MONITORS.getByName(name);
		},
	});
	// The cast: as much of a namespace as is asked of it.
	return { asked, MONITORS: within(null) as unknown as Env["MONITORS"] };
}

/** Calls the Worker with these settings. */
async function callWith(changed: Partial<Env>, path: string, token: string | null, body: object) {
	const request = new Request(`https://edgeward.test${path}`, {
		...{ method: "POST", body: JSON.stringify(body) },
		headers: {
			...{ "CF-Connecting-IP": unique(), "Content-Type": "application/json" },
			...(token !== null && { Authorization: `Bearer ${token}` }),
		},
	});
	const response = await createApp().fetch(request, { ...env, ...changed }, createExecutionContext());
	return { status: response.status, body: JSON.parse(await response.text()) };
}

/** A patient who was created with these settings. */
async function patientOf(there: Settings) {
	const admin = await createUser("admin");
	const { body } = await callWith(there, "/api/patients/", admin.token, { first_name: "Kim" });
	return { admin, patient: body.id as number };
}

async function placeOf(now: Settings, patient: number) {
	const { asked, MONITORS } = noting();
	await monitorOf({ ...env, ...now, MONITORS }, patient);
	return asked;
}

describe("a patient's object", () => {
	it("is where the settings said when the patient was created, whatever they say later", async () => {
		const { patient } = await patientOf({ JURISDICTION: "eu", LOCATION_HINT: "weur" });
		const there = [{ jurisdiction: "eu", name: String(patient), hint: "weur" }];
		expect(await placeOf({ JURISDICTION: "us", LOCATION_HINT: "enam" }, patient)).toEqual(there);
		expect(await placeOf({ JURISDICTION: "" }, patient)).toEqual(there);
	});

	it("is bound to nothing where the settings said nothing", async () => {
		const { patient } = await patientOf({});
		expect(await placeOf({ JURISDICTION: "eu", LOCATION_HINT: "weur" }, patient)).toEqual([
			{ jurisdiction: null, name: String(patient), hint: undefined },
		]);
	});

	it("is where the settings say if the patient was there before places were kept", async () => {
		const { patient } = await patientOf({});
		await database(env).update(patients).set({ jurisdiction: null }).where(eq(patients.id, patient));
		expect(await placeOf({ JURISDICTION: "fedramp" }, patient)).toMatchObject([{ jurisdiction: "fedramp" }]);
	});

	it.each(["admin", "registration"])("is placed however the patient came to be: by %s", async (way) => {
		const there = { JURISDICTION: "us", LOCATION_HINT: "wnam" };
		const username = unique();
		const admin = await createUser("admin");
		const registration = { username, password: "correct horse battery 9", user_type: "patient" };
		const made =
			way === "admin"
				? await callWith(there, "/api/patients/", admin.token, { first_name: "Kim", username })
				: await callWith(there, "/api/auth/register/", null, registration);
		expect(made.status).toBe(201);
		const row = await database(env)
			.select({ jurisdiction: patients.jurisdiction, locationHint: patients.locationHint })
			.from(patients)
			.innerJoin(users, eq(users.id, patients.userId))
			.where(eq(users.username, username))
			.get();
		expect(row).toEqual({ jurisdiction: "us", locationHint: "wnam" });
	});
});

describe("a device's token", () => {
	it("says where its patient's object is, so that a post asks no database for it", async () => {
		const { admin, patient } = await patientOf({ JURISDICTION: "eu" });
		const { MONITORS, asked } = noting();
		const there = { JURISDICTION: "eu", MONITORS };
		const body = { device_id: `watch-${unique()}`, patient };
		const device = (await callWith(there, "/api/devices/", admin.token, body)).body;
		const { token } = (await callWith(there, `/api/devices/${device.id}/token/`, admin.token, {})).body;
		asked.length = 0;
		const { statements } = noteStatements();
		const moved = { JURISDICTION: "us", MONITORS };
		expect(await callWith(moved, "/api/heart-rate/", token, { heart_rate: 70 })).toMatchObject({ status: 201 });
		expect(asked).toMatchObject([{ jurisdiction: "eu", name: String(patient) }]);
		// The object itself asks who the patient is, once.
		expect(statements.filter((sql) => /location_hint/.test(sql) && !/first_name|timezone/.test(sql))).toEqual([]);
	});

	it("of before that was kept is good still", async () => {
		const { patient, device } = await createMonitored();
		const row = await database(env).select().from(devices).where(eq(devices.id, device.id)).get();
		const claims = { kind: "device", deviceId: device.id, patientId: patient.id, tokenId: row?.tokenId ?? "" } as const;
		const token = await signDeviceToken(settings(env), claims);
		expect(await callWith({}, "/api/heart-rate/", token, { heart_rate: 70 })).toMatchObject({ status: 201 });
	});
});
