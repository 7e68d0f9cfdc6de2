import type { Database } from "../db/client.ts";
import type { AlertEvent } from "../notifications/events.ts";
import { wardAlerts } from "./table.ts";

/** The statement that shows an alert's event to who watches the ward. Harmless where it did already. */
export function wardAlertRow(db: Database, event: AlertEvent) {
	const { event_id: eventId, patient_id: patientId } = event;
	return db.insert(wardAlerts).values({ eventId, patientId, event }).onConflictDoNothing();
}
