import { newPages } from "../router.ts";
import { appointmentPages } from "./appointment.tsx";
import { assessmentPages } from "./assessments.tsx";
import { bookingPages } from "./booking.tsx";
import { chartPages } from "./chart.tsx";
import { detailPages } from "./details.tsx";
import { devicePages } from "./devices.tsx";
import { filePages } from "./files.tsx";
import { patientListPages } from "./patients.tsx";
import { recordPages } from "./records.tsx";
import { schedulePages } from "./schedule.tsx";
import { teamPages } from "./team.tsx";

/** The clinic around the patients: who they are, and what is written, kept and agreed with them. */
export const clinicPages = newPages();

for (const part of [
	patientListPages,
	chartPages,
	recordPages,
	assessmentPages,
	filePages,
	teamPages,
	devicePages,
	detailPages,
	schedulePages,
	bookingPages,
	appointmentPages,
])
	clinicPages.route("/", part);
