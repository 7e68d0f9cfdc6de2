import { describe, expect, it } from "vitest";
import type { DeviceActor, UserActor } from "../../src/auth/actor.ts";
import { type Action, isAdmin, may, mayEditDoctor, patientRight, seesEverybody } from "../../src/auth/policy.ts";
import { primaryRole, ROLES, type Role } from "../../src/auth/roles.ts";

const actor = (...roles: Role[]): UserActor => ({
	...{ kind: "user", id: 1, roles, patientId: null, doctorId: null, sessionId: "s" },
});
const device: DeviceActor = { kind: "device", deviceId: 1, patientId: 1, tokenId: "t" };

describe("actions", () => {
	it.each<[Action, Role[]]>([
		["users.read", ["admin"]],
		["users.manage", ["admin"]],
		["accesses.read", ["admin", "doctor", "patient", "user"]],
		["appointments.bulk", ["admin", "staff", "doctor"]],
		["mappings.bulk", ["admin", "doctor", "user"]],
		["patients.read", ["admin", "staff", "doctor", "patient", "user"]],
		["patients.create", ["admin", "doctor", "patient", "user"]],
		["patients.edit", ["admin", "doctor", "patient", "user"]],
		["patients.delete", ["admin", "doctor", "user"]],
		["patients.restore", ["admin"]],
		["patients.own", ["patient"]],
		["patients.export", ["admin", "staff", "doctor", "patient", "user"]],
		["devices.read", ["admin", "staff", "doctor", "patient", "user"]],
		["devices.write", ["admin", "doctor", "patient", "user"]],
		["heart-rate.read", ["admin", "staff", "doctor", "patient", "user"]],
		["heart-rate.write", ["admin", "patient"]],
		["notifications.own", ["admin", "staff", "doctor", "patient", "user"]],
		["webhooks.own", ["admin", "staff", "doctor", "patient", "user"]],
		["deliveries.read", ["admin"]],
		["dead-letters.read", ["admin"]],
		["dead-letters.replay", ["admin"]],
	])("%s is for %j", (action, roles) => {
		expect(ROLES.filter((role) => may(actor(role), action))).toEqual(roles);
	});

	it("a device may write readings and nothing else", () => {
		expect(may(device, "heart-rate.write")).toBe(true);
		for (const action of ["heart-rate.read", "devices.read", "patients.read", "session.end"] as const)
			expect(may(device, action)).toBe(false);
	});

	it.each<[Action, boolean]>([
		["users.read", true],
		["users.manage", false],
		["profile.own", true],
		["patients.edit", true],
		["personal-tokens.own", false],
		["sessions.own", false],
		["session.end", false],
		["password.change", false],
	])("%s by an admin's personal token: %s", (action, allowed) => {
		expect(may({ ...actor("admin"), sessionId: null }, action)).toBe(allowed);
	});

	it("several roles may what any of them may; no role may nothing", () => {
		expect(may(actor("staff", "patient"), "heart-rate.write")).toBe(true);
		expect(may(actor(), "patients.read")).toBe(false);
	});
});

describe("roles", () => {
	it.each<[Role[], Role]>([
		[["user", "admin"], "admin"],
		[["patient", "staff"], "staff"],
		[["patient", "doctor"], "doctor"],
		[["patient"], "patient"],
		[[], "user"],
	])("%j is named %s", (roles, name) => {
		expect(primaryRole(roles)).toBe(name);
	});

	it("admin and staff see everybody, only one of them is an admin", () => {
		expect(ROLES.filter((role) => seesEverybody(actor(role)))).toEqual(["admin", "staff"]);
		expect(ROLES.filter((role) => isAdmin(actor(role)))).toEqual(["admin"]);
	});
});

describe("what one may change of a patient whom one sees", () => {
	const others = { ownerId: 8, userId: 9 };
	it.each<[string, Role[], { ownerId: number | null; userId: number | null }, string]>([
		["an admin", ["admin"], others, "all"],
		["an admin who is a patient too", ["admin", "patient"], others, "all"],
		["the owner", ["user"], { ownerId: 1, userId: 9 }, "all"],
		["the owner who is the patient", ["patient"], { ownerId: 1, userId: 1 }, "all"],
		["the patient", ["patient"], { ownerId: 8, userId: 1 }, "contact"],
		["a doctor who is the patient", ["doctor"], { ownerId: null, userId: 1 }, "contact"],
		["a mapped doctor", ["doctor"], others, "clinical"],
		["staff", ["staff"], others, "none"],
		["staff who are doctors of others", ["staff", "doctor"], others, "none"],
		["anybody else", ["user"], others, "none"],
		["anybody, where nobody owns it", ["user"], { ownerId: null, userId: null }, "none"],
	])("%s", (_, roles, ties, right) => {
		expect(patientRight(actor(...roles), ties)).toBe(right);
	});
});

describe("who may change a doctor", () => {
	const others = { creatorId: 8, userId: 9 };
	it.each<[string, Role[], { creatorId: number | null; userId: number | null }, boolean]>([
		["an admin", ["admin"], others, true],
		["who created the record", ["user"], { creatorId: 1, userId: 9 }, true],
		["the doctor themself", ["doctor"], { creatorId: 8, userId: 1 }, true],
		["another doctor", ["doctor"], others, false],
		["staff", ["staff"], others, false],
		["anybody, where it is nobody's", ["user"], { creatorId: null, userId: null }, false],
	])("%s", (_, roles, ties, expected) => {
		expect(mayEditDoctor(actor(...roles), ties)).toBe(expected);
	});
});
