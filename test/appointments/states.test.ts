import { describe, expect, it } from "vitest";
import {
	APPOINTMENT_STATUSES,
	type AppointmentStatus,
	begunRefusal,
	statusRefusal,
} from "../../src/appointments/states.ts";

const FINAL: AppointmentStatus[] = ["completed", "cancelled", "no_show"];
const WHO = {
	admin: { isAdmin: true, isPractice: true },
	practice: { isAdmin: false, isPractice: true },
	patient: { isAdmin: false, isPractice: false },
} as const;
const CASES = (["admin", "practice", "patient"] as const).flatMap((who) =>
	[true, false].map((begun) => [who, begun] as const),
);

describe.each(CASES)("the status of an appointment, for the %s, begun: %s,", (who, begun) => {
	const outcome = (from: AppointmentStatus, to: AppointmentStatus) =>
		statusRefusal({ from, to, begun, ...WHO[who] })?.code ?? "allowed";

	it.each(APPOINTMENT_STATUSES)("may stay %s", (status) => {
		expect(outcome(status, status)).toBe("allowed");
	});

	it("becomes cancelled until it begins, and by the practice after that", () => {
		expect(outcome("scheduled", "cancelled")).toBe(begun && who === "patient" ? "forbidden" : "allowed");
	});

	it.each(["completed", "no_show"] as const)("becomes %s by the practice, from its beginning on", (to) => {
		const byPractice = begun ? "allowed" : "conflict";
		expect(outcome("scheduled", to)).toBe(who === "patient" ? "forbidden" : byPractice);
	});

	it.each(FINAL)("stays %s for good, but that an admin schedules it again", (from) => {
		for (const to of APPOINTMENT_STATUSES.filter((status) => status !== from))
			expect(outcome(from, to)).toBe(who === "admin" && to === "scheduled" ? "allowed" : "conflict");
	});

	it("leaves moving and deleting to the practice once it has begun", () => {
		expect(begunRefusal({ begun, ...WHO[who] })?.code).toBe(begun && who === "patient" ? "forbidden" : undefined);
	});
});
