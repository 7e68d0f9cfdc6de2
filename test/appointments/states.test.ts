import { describe, expect, it } from "vitest";
import { APPOINTMENT_STATUSES, type AppointmentStatus, statusRefusal } from "../../src/appointments/states.ts";

const FINAL: AppointmentStatus[] = ["completed", "cancelled", "no_show"];
const practice = { begun: true, isAdmin: false, isPatient: false };
const outcome = (from: AppointmentStatus, to: AppointmentStatus, who: Partial<typeof practice> = {}) =>
	statusRefusal({ from, to, ...practice, ...who })?.code ?? "allowed";

describe("the status of an appointment", () => {
	it.each(APPOINTMENT_STATUSES)("may stay %s", (status) => {
		expect(outcome(status, status, { isPatient: true, begun: false })).toBe("allowed");
	});

	it("may be cancelled by anybody, at any time", () => {
		for (const begun of [true, false])
			for (const isPatient of [true, false])
				expect(outcome("scheduled", "cancelled", { begun, isPatient })).toBe("allowed");
	});

	it.each(["completed", "no_show"] as const)("becomes %s from its beginning on, and not by the patient", (to) => {
		expect(outcome("scheduled", to)).toBe("allowed");
		expect(outcome("scheduled", to, { begun: false })).toBe("conflict");
		expect(outcome("scheduled", to, { begun: false, isAdmin: true })).toBe("conflict");
		expect(outcome("scheduled", to, { isPatient: true })).toBe("forbidden");
	});

	it.each(FINAL)("stays %s for good, but that an admin schedules it again", (from) => {
		for (const to of APPOINTMENT_STATUSES.filter((status) => status !== from)) {
			expect(outcome(from, to)).toBe("conflict");
			expect(outcome(from, to, { isAdmin: true })).toBe(to === "scheduled" ? "allowed" : "conflict");
		}
	});
});
