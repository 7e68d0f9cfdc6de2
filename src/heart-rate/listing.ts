import { and, desc, eq, gte, isNotNull, isNull, or, sum } from "drizzle-orm";
import { visiblePatients } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { devices } from "../devices/table.ts";
import { sizeOf } from "../http/paging.ts";
import { invalid, problem } from "../http/problem.ts";
import { fromJson } from "../json.ts";
import type { ReadingQuery } from "../monitor/contract.ts";
import { unpack } from "../monitor/packed-readings.ts";
import { monitorOf } from "../monitor/stub.ts";
import { mappedTo } from "../patients/service.ts";
import { patients, patientVitals } from "../patients/table.ts";
import { readingAnswer } from "./answer.ts";
import { type Cursor, readCursor, writeCursor } from "./cursor.ts";
import type { ListReadingsQuery } from "./schema.ts";
import { answered, visibleMonitor } from "./service.ts";

/** Beyond so many patients a list across them would have to wake them all for each page. */
const MOST_PATIENTS = 100;

/** Pages by number read all that is before them. */
const MOST_SKIPPED = 10_000;

/** How many readings of a CSV are asked for at once. */
const READ_AT_ONCE = 500;

interface Page {
	count: number | null;
	results: ReturnType<typeof readingAnswer>[];
	cursor: string | null;
}

/** The newest readings first: of one patient, of one device, or merged across the patients whom the actor sees. */
export async function listReadings(context: ServiceContext, query: ListReadingsQuery): Promise<Page> {
	const { actor } = context;
	const ownOnly = actor.roles.every((role) => role === "patient") ? actor.patientId : null;
	const named = query.patient ?? ownOnly;
	const patientId = named ?? (query.device === undefined ? null : await patientOfDevice(context, query.device));
	if (patientId === null) return listAcross(context, query);
	if (query.doctor_id !== undefined && !(await isMappedTo(context, patientId, query.doctor_id)))
		return { count: 0, results: [], cursor: null };
	return listOne(context, query, patientId);
}

/** All readings from the page on that the query names, a page at a time. */
export async function* everyReading(context: ServiceContext, asked: ListReadingsQuery) {
	const query = { ...asked, page_size: READ_AT_ONCE };
	let { results, cursor } = await listReadings(context, query);
	yield results;
	while (cursor !== null) {
		({ results, cursor } = await listReadings(context, { ...query, page: 1, cursor }));
		yield results;
	}
}

async function isMappedTo({ db }: ServiceContext, patientId: number, doctorId: number): Promise<boolean> {
	const where = and(eq(patients.id, patientId), mappedTo(db, doctorId));
	return (await db.select({ id: patients.id }).from(patients).where(where).get()) !== undefined;
}

/** Whose device it is, by its name or else its id; `not_found` where the actor does not see the patient. */
async function patientOfDevice({ db, actor }: ServiceContext, reference: string): Promise<number> {
	const byName = eq(devices.deviceId, reference);
	const found = await db
		.select({ patientId: devices.patientId })
		.from(devices)
		.innerJoin(patients, eq(patients.id, devices.patientId))
		.where(and(or(byName, eq(devices.id, /^\d+$/.test(reference) ? Number(reference) : 0)), visiblePatients(db, actor)))
		.orderBy(desc(isNull(devices.deletedAt)), desc(byName), desc(devices.id))
		.limit(1)
		.get();
	if (!found) throw problem("not_found");
	return found.patientId;
}

function rangeOf(query: ListReadingsQuery): Pick<ReadingQuery, "from" | "to"> {
	return { from: query.from ? Date.parse(query.from) : null, to: query.to ? Date.parse(query.to) : null };
}

async function listOne(context: ServiceContext, query: ListReadingsQuery, patientId: number): Promise<Page> {
	const monitor = await visibleMonitor(context, patientId);
	const limit = sizeOf(query);
	const after = query.cursor ? readCursor(query.cursor) : null;
	const skip = after ? 0 : (query.page - 1) * limit;
	if (skip > MOST_SKIPPED) throw invalid("page", "is too far: go on by the cursor in `next`");
	const device = query.device ?? null;
	const found = await monitor.find({ ...rangeOf(query), device, after, skip, limit });
	const { total, readings: packed, more } = fromJson(answered(found));
	const readings = unpack(packed);
	const last = readings.at(-1);
	return {
		count: total,
		results: readings.map((reading) => readingAnswer(reading, patientId)),
		cursor: more && last ? writeCursor({ at: last.at, patient: patientId, id: last.id }) : null,
	};
}

/** Patients with readings whom the actor sees, newest reading first, and how many readings they have. */
async function candidates({ db, actor }: ServiceContext, query: ListReadingsQuery) {
	const where = and(
		visiblePatients(db, actor),
		query.doctor_id ? mappedTo(db, query.doctor_id) : undefined,
		query.from ? gte(patientVitals.lastReadingAt, new Date(query.from)) : isNotNull(patientVitals.lastReadingAt),
	);
	const joined = eq(patientVitals.patientId, patients.id);
	const [rows, total] = await Promise.all([
		db
			.select({ id: patients.id })
			.from(patients)
			.innerJoin(patientVitals, joined)
			.where(where)
			.orderBy(desc(patientVitals.lastReadingAt))
			.limit(MOST_PATIENTS + 1),
		db
			.select({ readings: sum(patientVitals.readingCount) })
			.from(patients)
			.innerJoin(patientVitals, joined)
			.where(where)
			.get(),
	]);
	return { ids: rows.map((row) => row.id), total: Number(total?.readings ?? 0) };
}

async function listAcross(context: ServiceContext, query: ListReadingsQuery): Promise<Page> {
	if (query.page > 1) throw invalid("page", "lists across patients go on by the cursor in `next`");
	const cursor = query.cursor ? readCursor(query.cursor) : null;
	const limit = sizeOf(query);
	const { ids, total } = await candidates(context, query);
	// The newest readings are among as many patients as there are readings on the page; any other page may need all.
	const fromNewest = !cursor && !query.to;
	if (!fromNewest && ids.length > MOST_PATIENTS)
		throw invalid("patient", `there are more than ${MOST_PATIENTS} patients: narrow it with patient or doctor_id`);
	const asked = fromNewest ? ids.slice(0, Math.min(limit + 1, MOST_PATIENTS)) : ids;
	const merged = (await Promise.all(asked.map((id) => newestOf(context.env, id, query, cursor, limit)))).flat();
	merged.sort((a, b) => b.reading.at - a.reading.at || a.patient - b.patient || a.reading.id - b.reading.id);
	const page = merged.slice(0, limit);
	const last = page.at(-1);
	const more = merged.length > limit && last;
	return {
		count: query.from || query.to ? null : total,
		results: page.map(({ reading, patient }) => readingAnswer(reading, patient)),
		cursor: more ? writeCursor({ at: last.reading.at, patient: last.patient, id: last.reading.id }) : null,
	};
}

/** Where a patient's readings go on behind a cursor that may stand in another patient's. */
function positionIn(patient: number, cursor: Cursor): { at: number; id: number } {
	if (patient === cursor.patient) return cursor;
	return { at: cursor.at, id: patient > cursor.patient ? -1 : Number.MAX_SAFE_INTEGER };
}

async function newestOf(env: Env, patient: number, query: ListReadingsQuery, cursor: Cursor | null, limit: number) {
	const after = cursor ? positionIn(patient, cursor) : null;
	// One more than the page: whether anything follows must not depend on which patient it is of.
	const asked = { ...rangeOf(query), device: null, after, skip: 0, limit: limit + 1 };
	const found = await monitorOf(env, patient).find(asked);
	return found === null ? [] : unpack(fromJson(found).readings).map((reading) => ({ reading, patient }));
}
