import { and, desc, eq, gte, isNotNull, isNull, or, sum } from "drizzle-orm";
import { visiblePatients } from "../auth/access.ts";
import type { ReadContext } from "../auth/service-context.ts";
import { devices } from "../devices/table.ts";
import { sizeOf } from "../http/paging.ts";
import { invalid, problem } from "../http/problem.ts";
import { fromJson, type Json, toJson } from "../json.ts";
import type { ReadingQuery } from "../monitor/contract.ts";
import { instantOf } from "../monitor/reading-id.ts";
import { learnPlaces, type Monitor, monitorOf } from "../monitor/stub.ts";
import { mappedTo } from "../patients/service.ts";
import { patients, patientVitals } from "../patients/table.ts";
import { type Cursor, readCursor } from "./cursor.ts";
import { cursorBehind, type ReadingsPage, writtenPage } from "./page.ts";
import type { ListReadingsQuery } from "./schema.ts";
import { answered, visibleMonitor } from "./service.ts";

/** Beyond so many patients a list across them would have to wake them all for each page. */
const MOST_PATIENTS = 100;

/** Pages by number read all that is before them. */
const MOST_SKIPPED = 10_000;

/** How many readings of a CSV are asked for at once. */
const READ_AT_ONCE = 500;

/** Of a page that nobody is sent. */
const NO_ADDRESS = "";

/** A page of one patient's readings, which the patient's object knows. */
interface OfOne {
	monitor: Monitor;
	query: ReadingQuery;
}

/**
 * A page of readings, the newest first: of one patient or of one device, which is there to be asked for; or merged across
 * the patients whom the actor sees.
 */
export async function listReadings(
	context: ReadContext,
	query: ListReadingsQuery,
	url: string,
): Promise<OfOne | Json<ReadingsPage>> {
	const patientId = await patientAsked(context, query);
	return patientId === null ? listAcross(context, query, url) : listOne(context, query, url, patientId);
}

/** The patient whom a query names, by their number or by a device; the own one of who sees no other; null for nobody. */
export async function patientAsked(
	context: ReadContext,
	{ patient, device }: Pick<ListReadingsQuery, "patient" | "device">,
): Promise<number | null> {
	return patient ?? ownOnly(context) ?? (await patientOfDevice(context, device));
}

/** All readings from the page on that the query names, a page at a time. */
export async function* everyReading(context: ReadContext, asked: ListReadingsQuery) {
	let query = { ...asked, page_size: READ_AT_ONCE };
	for (;;) {
		const found = await listReadings(context, query, NO_ADDRESS);
		const page = typeof found === "string" ? found : answered(await found.monitor.find(found.query, NO_ADDRESS));
		const { results, next } = fromJson(page);
		yield results;
		const last = results.at(-1);
		if (next === null || !last) return;
		query = { ...query, page: 1, cursor: cursorBehind(last) };
	}
}

/** The patient that somebody is who sees no other. */
function ownOnly({ actor }: ReadContext): number | null {
	return actor.roles.every((role) => role === "patient") ? actor.patientId : null;
}

async function isMappedTo({ db }: ReadContext, patientId: number, doctorId: number): Promise<boolean> {
	const where = and(eq(patients.id, patientId), mappedTo(db, doctorId));
	return (await db.select({ id: patients.id }).from(patients).where(where).get()) !== undefined;
}

/** Whose device it is, by its name or else its id, if one is named; `not_found` where the actor does not see the patient. */
async function patientOfDevice({ db, actor }: ReadContext, reference: string | undefined): Promise<number | null> {
	if (reference === undefined) return null;
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

async function listOne(
	context: ReadContext,
	query: ListReadingsQuery,
	url: string,
	patientId: number,
): Promise<OfOne | Json<ReadingsPage>> {
	if (query.doctor_id !== undefined && !(await isMappedTo(context, patientId, query.doctor_id)))
		return writtenPage(url, 0, [], null);
	const monitor = await visibleMonitor(context, patientId);
	const limit = sizeOf(query);
	const after = query.cursor ? readCursor(query.cursor) : null;
	const skip = after ? 0 : (query.page - 1) * limit;
	if (skip > MOST_SKIPPED) throw invalid("page", "is too far: go on by the cursor in `next`");
	const device = query.device ?? null;
	return { monitor, query: { ...rangeOf(query), device, after, skip, limit } };
}

/** Patients with readings whom the actor sees, newest reading first, and how many readings they have. */
async function candidates({ db, actor }: ReadContext, query: ListReadingsQuery) {
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

async function listAcross(context: ReadContext, query: ListReadingsQuery, url: string): Promise<Json<ReadingsPage>> {
	if (query.page > 1) throw invalid("page", "lists across patients go on by the cursor in `next`");
	const cursor = query.cursor ? readCursor(query.cursor) : null;
	const limit = sizeOf(query);
	const { ids, total } = await candidates(context, query);
	// The newest readings are among as many patients as there are readings on the page; any other page may need all.
	const fromNewest = !cursor && !query.to;
	if (!fromNewest && ids.length > MOST_PATIENTS)
		throw invalid("patient", `there are more than ${MOST_PATIENTS} patients: narrow it with patient or doctor_id`);
	const asked = fromNewest ? ids.slice(0, Math.min(limit + 1, MOST_PATIENTS)) : ids;
	await learnPlaces(context.env, asked);
	const merged = (await Promise.all(asked.map((id) => newestOf(context.env, id, query, cursor, limit)))).flat();
	merged.sort((a, b) => instantOf(b.id) - instantOf(a.id) || a.patient - b.patient || a.id - b.id);
	const count = query.from || query.to ? null : total;
	const page = merged.slice(0, limit);
	const last = merged.length > limit ? page.at(-1) : undefined;
	return writtenPage(url, count, page.map(toJson), last ?? null);
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
	const found = await (await monitorOf(env, patient)).find(asked, NO_ADDRESS);
	return found === null ? [] : fromJson(found).results;
}
