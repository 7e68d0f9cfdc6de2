import { and, count, eq, isNull, max, or, type SQL, sql } from "drizzle-orm";
import { visiblePatients } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import type { Database } from "../db/client.ts";
import { listFrom } from "../db/list.ts";
import { contains, orderBy } from "../http/paging.ts";
import { mappedTo } from "../patients/service.ts";
import { patients } from "../patients/table.ts";
import type { ListMyPatientsQuery } from "./schema.ts";
import { records } from "./table.ts";

const fullName = sql`${patients.firstName} || ' ' || ${patients.lastName}`;

function searched(text: string): SQL | undefined {
	return or(...[fullName, patients.email, patients.phoneNumber].map((column) => contains(column, text)));
}

/** What the records of each patient add up to: within the one query, by their index. */
function recordTotals(db: Database) {
	const theirs = and(eq(records.patientId, patients.id), isNull(records.deletedAt));
	const last = db
		.select({ last: max(records.visitDate) })
		.from(records)
		.where(theirs);
	return {
		total: sql<number>`${db.select({ total: count() }).from(records).where(theirs)}`,
		lastVisit: sql<Date | null>`${last}`.mapWith(records.visitDate) as SQL<Date | null>,
	};
}

type Row = { patient: typeof patients.$inferSelect; total: number; lastVisit: Date | null };

const myPatientAnswer = ({ patient, total, lastVisit }: Row) => ({
	id: patient.id,
	name: `${patient.firstName} ${patient.lastName}`.trim(),
	email: patient.email,
	phone: patient.phoneNumber,
	blood_type: patient.bloodGroup,
	total_records: total,
	last_visit: lastVisit?.toISOString() ?? null,
});

/** The patients who are mapped to the doctor who asks: nobody's, for who is none. */
export function listMyPatients({ db, actor }: ServiceContext, query: ListMyPatientsQuery) {
	const totals = recordTotals(db);
	const orderings = { name: fullName, id: patients.id, total_records: totals.total, last_visit: totals.lastVisit };
	return listFrom(db, {
		query: () =>
			db
				.select({ patient: patients, ...totals })
				.from(patients)
				.$dynamic(),
		where: and(
			visiblePatients(db, actor),
			actor.doctorId === null ? sql`false` : mappedTo(db, actor.doctorId),
			query.search ? searched(query.search) : undefined,
		),
		id: patients.id,
		order: orderBy(query.ordering, orderings, patients.id),
		answer: myPatientAnswer,
	});
}
