import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { UserActor } from "../../src/auth/actor.ts";
import { ROLES, type Role } from "../../src/auth/roles.ts";
import { type AuthorRole, mayEditRecord, seesPrivateComments, writingRole } from "../../src/records/rights.ts";

const actor = (...roles: Role[]): UserActor => ({
	...{ kind: "user", id: 1, roles, patientId: null, doctorId: roles.includes("doctor") ? 7 : null, sessionId: "s" },
});
/** Who has the role still, and whose doctor was deleted. */
const deletedDoctor: UserActor = { ...actor("doctor"), doctorId: null };
const others = { ownerId: 8, userId: 9 };
const owned = { ownerId: 1, userId: 9 };
const oneself = { ownerId: 8, userId: 1 };
const ownAndOneself = { ownerId: 1, userId: 1 };

type Ties = typeof others;

describe("the role by which one writes of a patient whom one sees", () => {
	it.each<[string, Role[], Ties, string | undefined]>([
		["an admin", ["admin"], others, "admin"],
		["an admin who is a doctor", ["doctor", "admin"], others, "admin"],
		["a mapped doctor", ["doctor"], others, "doctor"],
		["a doctor who owns the record", ["doctor"], owned, "doctor"],
		["a doctor who is the patient", ["doctor", "patient"], oneself, undefined],
		["a doctor who is the patient and the owner", ["doctor", "patient"], ownAndOneself, undefined],
		["staff", ["staff"], others, undefined],
		["staff who are doctors of others", ["staff", "doctor"], others, undefined],
		["the patient", ["patient"], oneself, undefined],
		["the owner", ["user"], owned, undefined],
	])("%s", (_, roles, ties, role) => {
		expect(writingRole(actor(...roles), ties)).toBe(role);
	});
});

describe("who changes a record", () => {
	it.each<[string, Role[], number, AuthorRole, boolean]>([
		["its author, a patient", ["patient"], 1, "patient", true],
		["its author, a doctor", ["doctor"], 1, "doctor", true],
		["its author, who is no doctor any more", ["patient"], 1, "doctor", false],
		["its author, who is no admin any more", ["doctor"], 1, "admin", false],
		["an admin", ["admin"], 2, "doctor", true],
		["another doctor", ["doctor"], 2, "doctor", false],
		["staff", ["staff"], 2, "admin", false],
	])("%s", (_, roles, createdBy, authorRole, may) => {
		expect(mayEditRecord(actor(...roles), { createdBy, authorRole })).toBe(may);
	});
});

describe("who reads private comments", () => {
	it.each<[string, Role[], Ties, boolean]>([
		["an admin", ["admin"], others, true],
		["staff", ["staff"], others, true],
		["a mapped doctor", ["doctor"], others, true],
		["an owner who is a doctor", ["doctor"], owned, true],
		["an owner who is no doctor", ["user"], owned, false],
		["an owner who is another patient", ["patient"], owned, false],
		["the patient", ["patient"], oneself, false],
	])("%s", (_, roles, ties, sees) => {
		expect(seesPrivateComments(actor(...roles), ties)).toBe(sees);
	});

	it("never the patient, whatever else they are", () => {
		fc.assert(
			fc.property(fc.subarray([...ROLES]), fc.constantFrom(oneself, ownAndOneself), (roles, ties) => {
				expect(seesPrivateComments(actor(...roles), ties)).toBe(false);
			}),
		);
	});
});

it("a deleted doctor writes nothing, edits nothing and reads no private comments, not even as the owner", () => {
	expect(writingRole(deletedDoctor, owned)).toBeUndefined();
	expect(mayEditRecord(deletedDoctor, { createdBy: 1, authorRole: "doctor" })).toBe(false);
	expect(seesPrivateComments(deletedDoctor, owned)).toBe(false);
});
