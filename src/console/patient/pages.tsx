import { newPages } from "../router.ts";
import { facedPatient, PATIENT, patientPage } from "./frame.tsx";

/** One patient's heart, alerts and rules. */
export const patientPages = newPages();

patientPages.get(PATIENT, async (c) => patientPage(c, await facedPatient(c), { tab: "heart" }));
