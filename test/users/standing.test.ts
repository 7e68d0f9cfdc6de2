import { describe, expect, it } from "vitest";
import {
	approval,
	changesDoctor,
	outdatesTokens,
	ownLoss,
	type Standing,
	standingAfter,
} from "../../src/users/standing.ts";

const ACTIVE = { isActive: true, isVerified: false, requestedRole: null };
const USER: Standing = { ...ACTIVE, roles: ["user"] };
const APPLICANT: Standing = { ...USER, requestedRole: "staff" };
const ADMIN: Standing = { ...ACTIVE, roles: ["admin"] };
const DOCTOR: Standing = { ...ACTIVE, roles: ["doctor", "patient"] };

describe("the standing after a change", () => {
	it.each<[Standing, Partial<Standing>, Partial<Standing>]>([
		[USER, {}, USER],
		[USER, { roles: ["doctor", "doctor", "patient"] }, { roles: ["doctor", "patient"] }],
		[APPLICANT, { roles: ["staff"] }, { roles: ["staff"], requestedRole: null }],
		[APPLICANT, { roles: ["doctor"] }, { roles: ["doctor"], requestedRole: "staff" }],
		[APPLICANT, { requestedRole: null }, { roles: ["user"], requestedRole: null }],
		[USER, { isActive: false }, { roles: ["user"], isActive: false }],
	])("of %j by %j is %j", (before, change, after) => {
		expect(standingAfter(before, change)).toMatchObject(after);
	});
});

describe("an approval", () => {
	it.each<[Standing, Partial<Standing> | undefined]>([
		[USER, undefined],
		[APPLICANT, { roles: ["staff"], requestedRole: null }],
		[
			{ ...APPLICANT, roles: ["patient"] },
			{ roles: ["patient", "staff"], requestedRole: null },
		],
		[
			{ ...APPLICANT, roles: ["user", "doctor"], requestedRole: "admin" },
			{ roles: ["doctor", "admin"], requestedRole: null },
		],
	])("of %j grants %j", (before, change) => {
		expect(approval(before)).toEqual(change);
	});
});

describe("tokens given out before", () => {
	it.each<[string, Standing, Partial<Standing>, boolean]>([
		["nothing changed", DOCTOR, {}, false],
		["a role more", DOCTOR, { roles: ["doctor", "patient", "staff"] }, false],
		["a role less", DOCTOR, { roles: ["patient"] }, true],
		["another role instead", ADMIN, { roles: ["user"] }, true],
		["a role in place of the one that filled in", USER, { roles: ["staff"] }, false],
		["deactivated", USER, { isActive: false }, true],
		["activated", { ...USER, isActive: false }, { isActive: true }, false],
		["still inactive", { ...USER, isActive: false }, { isVerified: true }, false],
		["verified", DOCTOR, { isVerified: true }, false],
	])("%s", (_, before, change, outdated) => {
		expect(outdatesTokens(before, { ...before, ...change })).toBe(outdated);
	});
});

describe("the list of doctors", () => {
	it.each<[string, Standing, Partial<Standing>, boolean]>([
		["nothing changed", DOCTOR, {}, false],
		["the role is granted", USER, { roles: ["user", "doctor"] }, true],
		["the role is taken", DOCTOR, { roles: ["patient"] }, true],
		["another role is taken", DOCTOR, { roles: ["doctor"] }, false],
		["a doctor is deactivated", DOCTOR, { isActive: false }, true],
		["a doctor is activated", { ...DOCTOR, isActive: false }, { isActive: true }, true],
		["somebody else is deactivated", USER, { isActive: false }, false],
		["a doctor is verified", DOCTOR, { isVerified: true }, true],
	])("%s", (_, before, change, changes) => {
		expect(changesDoctor(before, { ...before, ...change })).toBe(changes);
	});
});

describe("what admins cannot do to themselves", () => {
	it.each<[Partial<Standing>, RegExp | undefined]>([
		[{ isActive: false }, /deactivate/],
		[{ roles: ["doctor"] }, /role of admin/],
		[{ roles: ["admin", "doctor"] }, undefined],
		[{ isVerified: true }, undefined],
	])("%j", (change, reason) => {
		const loss = ownLoss(ADMIN, { ...ADMIN, ...change });
		if (reason) expect(loss).toMatch(reason);
		else expect(loss).toBeUndefined();
	});
});
