import { type SQL, sql } from "drizzle-orm";
import { atomic, type Database } from "../db/client.ts";
import { appointmentEvents } from "./events.ts";
import { appointments } from "./table.ts";
import { DAY_MS, HOUR_MS } from "./times.ts";

/** Of each kind in one run: what is left waits for the next minute. */
const MOST = 500;

/** The appointments that begin between two times from now and of which nobody has been reminded. */
function due(now: number, marked: "day_reminder_at" | "hour_reminder_at", after: number, until: number): SQL {
	return sql`id in (
		select id from appointments
		where starts_at > ${now + after} and starts_at <= ${now + until}
		and status = 'scheduled' and deleted_at is null and ${sql.identifier(marked)} is null
		and exists (select 1 from patients where patients.id = patient_id and patients.deleted_at is null)
		order by starts_at, id limit ${MOST})`;
}

/**
 * Reminds of what begins within a day, and again of what begins within an hour. Events and marks are one transaction,
 * which finds the same rows for both: however often and at once this runs, of each appointment it reminds once.
 */
export async function remind(db: Database): Promise<void> {
	const now = new Date();
	const dayAhead = due(now.getTime(), "day_reminder_at", HOUR_MS, DAY_MS);
	const hourAhead = due(now.getTime(), "hour_reminder_at", 0, HOUR_MS);
	const reminder = { type: "appointment.reminder", actorId: null } as const;
	await atomic(db, [
		appointmentEvents(db, { ...reminder, ahead: "day", where: dayAhead }),
		db.update(appointments).set({ dayReminderAt: now }).where(dayAhead),
		appointmentEvents(db, { ...reminder, ahead: "hour", where: hourAhead }),
		db.update(appointments).set({ hourReminderAt: now }).where(hourAhead),
	]);
}
