import { describe, expect, it } from "vitest";
import type { UserActor } from "../../src/auth/actor.ts";
import type { Role } from "../../src/auth/roles.ts";
import { consentFor } from "../../src/mappings/consent.ts";

const PATIENT = { ownerId: 1, userId: 2 };
const DOCTOR = 7;

function actor(id: number, roles: Role[], doctorId: number | null = null): UserActor {
	return { kind: "user", id, roles, doctorId, patientId: null, sessionId: "s" };
}

describe("whether a doctor may be put in charge of a patient", () => {
	it.each([
		["an admin", actor(9, ["admin"]), {}, "given"],
		["the owner", actor(1, ["user"]), {}, "given"],
		["the patient", actor(2, ["patient"]), {}, "given"],
		["an owner who is a doctor, of themself", actor(1, ["doctor"], DOCTOR), {}, "given"],
		["a verified doctor, of themself", actor(9, ["doctor"], DOCTOR), { isVerified: true }, "not needed"],
		[
			"a verified doctor whose care or wish has ended, of themself",
			actor(9, ["doctor"], DOCTOR),
			{ isVerified: true, hasEnded: true },
			"needed",
		],
		["the owner, of a doctor who was declined", actor(1, ["user"]), { hasEnded: true }, "given"],
		["a doctor, of themself", actor(9, ["doctor"], DOCTOR), {}, "needed"],
		["a doctor who treats the patient, of another", actor(9, ["doctor"], 8), { isVisible: true }, "needed"],
		[
			"a verified doctor who treats the patient, of another",
			actor(9, ["doctor"], 8),
			{ isVisible: true, isVerified: true },
			"needed",
		],
		["a strange doctor, of another", actor(9, ["doctor"], 8), { isVerified: true }, "out of reach"],
		["a stranger", actor(9, ["user"]), {}, "out of reach"],
		["another patient", actor(9, ["patient"]), {}, "out of reach"],
		["staff, who see everybody", actor(9, ["staff"]), { isVisible: true }, "out of reach"],
	] as const)("by %s", (_, by, known, outcome) => {
		const wish = { patient: PATIENT, doctorId: DOCTOR, isVisible: false, isVerified: false, hasEnded: false, ...known };
		expect(consentFor(by, wish)).toBe(outcome);
	});
});
