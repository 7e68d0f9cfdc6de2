import { ANYWHERE } from "../../src/monitor/place.ts";
import { type Monitor, monitorAt } from "../../src/monitor/stub.ts";

/** A patient's object: the tests' runtime has no jurisdictions. */
export const monitorOf = (env: Env, patientId: number): Monitor => monitorAt(env, patientId, ANYWHERE);
