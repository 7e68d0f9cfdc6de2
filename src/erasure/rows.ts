import { eq, inArray, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { patientAccesses } from "../accesses/table.ts";
import { alertSnoozes, alerts } from "../alerts/table.ts";
import { appointments } from "../appointments/table.ts";
import { assessmentResults, assessments } from "../assessments/table.ts";
import { allergies, medications } from "../charts/table.ts";
import type { Database, Statement } from "../db/client.ts";
import { deadLetters } from "../dead-letters/table.ts";
import { devices } from "../devices/table.ts";
import { files } from "../files/table.ts";
import { mappings } from "../mappings/table.ts";
import { notifications } from "../notifications/table.ts";
import { outbox } from "../outbox/table.ts";
import { patients, patientVitals } from "../patients/table.ts";
import { recordComments, records } from "../records/table.ts";
import { wardAlerts } from "../streams/table.ts";

/** A table, and which of its rows are about a patient. */
interface Part {
	table: SQLiteTable;
	/** Never without: a deletion that has none would take every row. */
	where: SQL;
}

const within = (column: SQLiteColumn, source: SQL) => inArray(column, sql`(${source})`);

/** An event or a message that names the patient in its JSON. */
const names = (column: SQLiteColumn, patientId: number) => sql`json_extract(${column}, '$.patient_id') = ${patientId}`;

/**
 * Everything in the database that is about a patient, by the names in the receipt; what refers to another comes before it.
 * The audit trail stays: it has ids, names of fields and counts, and must outlast what it tells of.
 */
export function partsOf(patientId: number): Record<string, Part> {
	const own = <T extends SQLiteTable & { patientId: SQLiteColumn }>(table: T): Part => ({
		table,
		where: eq(table.patientId, patientId),
	});
	const ofRecords = sql`select ${records.id} from ${records} where ${eq(records.patientId, patientId)}`;
	const ofAssessments = sql`select ${assessments.id} from ${assessments} where ${eq(assessments.patientId, patientId)}`;
	return {
		comments: { table: recordComments, where: within(recordComments.recordId, ofRecords) },
		records: own(records),
		assessment_answers: { table: assessmentResults, where: within(assessmentResults.assessmentId, ofAssessments) },
		assessments: own(assessments),
		allergies: own(allergies),
		medications: own(medications),
		appointments: own(appointments),
		mappings: own(mappings),
		devices: own(devices),
		files: { table: files, where: eq(files.patientId, patientId) },
		alerts: own(alerts),
		snoozes: own(alertSnoozes),
		ward_log: own(wardAlerts),
		vitals: own(patientVitals),
		accesses: own(patientAccesses),
		notifications: { table: notifications, where: names(notifications.data, patientId) },
		events: { table: outbox, where: names(outbox.event, patientId) },
		dead_letters: { table: deadLetters, where: names(deadLetters.body, patientId) },
		patient: { table: patients, where: eq(patients.id, patientId) },
	};
}

/** How many rows there are of each part: one query. */
export async function countParts(db: Database, parts: Record<string, Part>): Promise<Record<string, number>> {
	const entries = Object.entries(parts);
	const counts = entries.map(([, { table, where }]) => sql`(select count(*) from ${table} where ${where})`);
	const [row] = await db.values<number[]>(sql`select ${sql.join(counts, sql`, `)}`);
	return Object.fromEntries(entries.map(([name], index) => [name, Number(row?.[index] ?? 0)]));
}

/** The statements that delete them. */
export const deletionOf = (db: Database, parts: Record<string, Part>): Statement[] =>
	Object.values(parts).map(({ table, where }) => db.delete(table).where(where));
