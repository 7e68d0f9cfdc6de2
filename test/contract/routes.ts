import { ACCOUNT_DOORS } from "./doors/accounts.ts";
import { ALERT_DOORS } from "./doors/alerts.ts";
import { ASSESSMENT_DOORS, FILE_DOORS } from "./doors/assessments-and-files.ts";
import { CHANNEL_DOORS } from "./doors/channels.ts";
import { CLINIC_DOORS } from "./doors/clinic.ts";
import type { Door } from "./doors/door.ts";
import { MONITORING_DOORS } from "./doors/monitoring.ts";

/** Every operation of the API. */
export const DOORS: readonly Door[] = [
	...ACCOUNT_DOORS,
	...MONITORING_DOORS,
	...ALERT_DOORS,
	...CLINIC_DOORS,
	...ASSESSMENT_DOORS,
	...FILE_DOORS,
	...CHANNEL_DOORS,
];
