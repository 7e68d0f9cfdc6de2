import type { WatchedEvent } from "../alert-engine/alert-event.ts";
import { atomic, type Database } from "../db/client.ts";
import { wardAlerts } from "./table.ts";

/** Shows events of alerts to who watches the ward, in this order; what was shown before stays where it is. */
export async function showOnWard(db: Database, events: readonly WatchedEvent[]): Promise<void> {
	const [first, ...rest] = events.map((event) => {
		const { event_id: eventId, patient_id: patientId } = event;
		return db.insert(wardAlerts).values({ eventId, patientId, event }).onConflictDoNothing();
	});
	if (first) await atomic(db, [first, ...rest]);
}
