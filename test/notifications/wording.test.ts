import { describe, expect, it } from "vitest";
import type { PatientEvent } from "../../src/notifications/events.ts";
import { wording } from "../../src/notifications/wording.ts";

const reminderOf = (starts_at: string, ahead: "day" | "hour" = "day"): PatientEvent => ({
	...{ type: "appointment.reminder", event_id: "1", actor_id: null, ahead, starts_at },
	...{ patient_id: 1, doctor_id: 1, appointment_id: 1 },
});

describe("the day of a reminder is the patient's", () => {
	it.each([
		["2030-01-07T10:00:00Z", "2030-01-08T09:30:00Z", "UTC", "tomorrow"],
		["2030-01-07T10:00:00Z", "2030-01-08T09:30:00Z", "Asia/Tokyo", "tomorrow"],
		["2030-01-07T14:30:00Z", "2030-01-08T14:00:00Z", "Asia/Tokyo", "tomorrow"],
		// Came late: the Queue was down.
		["2030-01-08T08:00:00Z", "2030-01-08T09:30:00Z", "UTC", "today"],
		["2030-01-07T14:30:00Z", "2030-01-07T16:30:00Z", "Asia/Tokyo", "tomorrow"],
		["2030-01-07T15:30:00Z", "2030-01-07T16:30:00Z", "Asia/Tokyo", "today"],
		["2030-01-09T08:00:00Z", "2030-01-08T09:30:00Z", "UTC", "on Tuesday"],
		// The day on which the clocks go forward has 23 hours: 24 hours ahead skips it.
		["2027-03-27T22:30:00Z", "2027-03-28T22:30:00Z", "Europe/Berlin", "on Monday"],
		// The day on which they go back has 25.
		["2027-10-30T22:10:00Z", "2027-10-31T22:10:00Z", "Europe/Berlin", "today"],
	])("at %s of %s in %s: %s", (now, start, timezone, day) => {
		const { title } = wording(reminderOf(start), { patient: "Pat", doctor: "Dora", timezone, now: Date.parse(now) });
		expect(title).toBe(`Appointment ${day}`);
	});
});
