import type { PatientRight } from "../auth/policy.ts";

/** The patient themself, the owner and an admin manage devices; a doctor who only treats the patient does not. */
export const managesDevices = (right: PatientRight): boolean => right === "all" || right === "contact";
