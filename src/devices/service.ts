import { and, count, eq, isNull, or, type SQL, sql } from "drizzle-orm";
import { auditRow } from "../audit/service.ts";
import { visiblePatient, visiblePatients } from "../auth/access.ts";
import { patientRight } from "../auth/policy.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic, uniqueViolation } from "../db/client.ts";
import { contains, limits, orderBy } from "../http/paging.ts";
import { invalid, Problem, problem } from "../http/problem.ts";
import { monitorOf } from "../monitor/stub.ts";
import { patients } from "../patients/table.ts";
import type { CreateDeviceBody, EditDeviceBody, ListDevicesQuery } from "./schema.ts";
import { devices } from "./table.ts";

export type Device = typeof devices.$inferSelect;

const ORDERINGS = {
	id: devices.id,
	device_id: devices.deviceId,
	registered_at: devices.registeredAt,
	last_activity: devices.lastActivity,
};

export function deviceAnswer(device: Device) {
	return {
		id: device.id,
		device_id: device.deviceId,
		patient: device.patientId,
		status: device.status,
		has_token: device.tokenId !== null,
		registered_at: device.registeredAt.toISOString(),
		last_activity: device.lastActivity?.toISOString() ?? null,
	};
}

function searched(text: string): SQL | undefined {
	return or(...[devices.deviceId, patients.firstName, patients.lastName].map((column) => contains(column, text)));
}

/** One page of the devices of the patients whom the actor sees, and how many there are. */
export async function listDevices({ db, actor }: ServiceContext, query: ListDevicesQuery) {
	const where = and(
		isNull(devices.deletedAt),
		visiblePatients(db, actor),
		query.status ? eq(devices.status, query.status) : undefined,
		query.patient ? eq(devices.patientId, query.patient) : undefined,
		query.search ? searched(query.search) : undefined,
	);
	const { limit, offset } = limits(query);
	const patientOf = eq(patients.id, devices.patientId);
	const [rows, total] = await Promise.all([
		db
			.select({ device: devices })
			.from(devices)
			.innerJoin(patients, patientOf)
			.where(where)
			.orderBy(...orderBy(query.ordering, ORDERINGS, devices.id))
			.limit(limit)
			.offset(offset),
		db.select({ total: count() }).from(devices).innerJoin(patients, patientOf).where(where).get(),
	]);
	return { count: total?.total ?? 0, devices: rows.map(({ device }) => deviceAnswer(device)) };
}

/** The device, if the actor sees its patient; else `not_found`. */
export async function visibleDevice({ db, actor }: ServiceContext, id: number): Promise<Device> {
	const found = await db
		.select({ device: devices })
		.from(devices)
		.innerJoin(patients, eq(patients.id, devices.patientId))
		.where(and(eq(devices.id, id), isNull(devices.deletedAt), visiblePatients(db, actor)))
		.get();
	if (!found) throw problem("not_found");
	return found.device;
}

/** The patient themself, the owner and an admin manage devices; a doctor who only treats the patient does not. */
async function manageablePatient({ db, actor }: ServiceContext, id: number): Promise<void> {
	const right = patientRight(actor, await visiblePatient(db, actor, id));
	if (right !== "all" && right !== "contact") throw problem("forbidden");
}

/** The device, if the actor may change it; else `not_found` or `forbidden`. */
export async function manageableDevice(context: ServiceContext, id: number): Promise<Device> {
	const device = await visibleDevice(context, id);
	await manageablePatient(context, device.patientId);
	return device;
}

/** A body's `patient` that the actor may not use is a wrong field, not a missing page. */
async function patientField(context: ServiceContext, id: number): Promise<void> {
	await manageablePatient(context, id).catch((error) => {
		throw error instanceof Problem ? invalid("patient", "is not a patient whose devices you manage") : error;
	});
}

function taken(error: unknown): unknown {
	return uniqueViolation(error)?.startsWith("devices") ? invalid("device_id", "is already in use") : error;
}

/** Registers a device of a patient; for a patient, of themself. */
export async function createDevice(context: ServiceContext, body: CreateDeviceBody) {
	const { db, actor, requestId } = context;
	const patientId = body.patient ?? actor.patientId;
	if (patientId === null) throw invalid("patient", "is required");
	await patientField(context, patientId);
	const inserted = sql<string>`(select max(id) from devices where device_id = ${body.device_id})`;
	const [[device]] = await db
		.batch([
			db
				.insert(devices)
				.values({ deviceId: body.device_id, patientId, status: body.status ?? "active" })
				.returning(),
			auditRow(db, { actor, requestId, action: "device.create", entity: "device", entityId: inserted, patientId }),
		])
		.catch((error) => {
			throw taken(error);
		});
	if (!device) throw problem("internal");
	return deviceAnswer(device);
}

/**
 * Changes a device. Handed to another patient it loses its token, and its readings stay with the patient whose they
 * are.
 */
export async function editDevice(context: ServiceContext, id: number, body: EditDeviceBody) {
	const { db, env, actor, requestId } = context;
	const device = await manageableDevice(context, id);
	const patientId = body.patient ?? device.patientId;
	const moves = patientId !== device.patientId;
	if (moves) await patientField(context, patientId);
	const deviceId = body.device_id ?? device.deviceId;
	const tokenId = moves ? null : device.tokenId;
	const values = { deviceId, patientId, tokenId, status: body.status ?? device.status };
	const before = monitorOf(env, device.patientId);
	// The object it leaves first: whatever fails after that, the device is shut out and the request can be repeated.
	if (moves) await before.putDevice({ id, deviceId: device.deviceId, tokenId: null, removed: true });
	await atomic(db, [
		db
			.update(devices)
			.set({ ...values, version: sql`version + 1`, updatedAt: new Date() })
			.where(eq(devices.id, id)),
		auditRow(db, {
			...{ actor, requestId, action: "device.edit", entity: "device", entityId: id, patientId },
			fields: Object.keys(body),
		}),
	]).catch(async (error) => {
		if (moves) await before.putDevice({ id, deviceId: device.deviceId, tokenId: device.tokenId, removed: false });
		throw taken(error);
	});
	await monitorOf(env, patientId).putDevice({ id, deviceId, tokenId, removed: false });
	return deviceAnswer({ ...device, ...values });
}

/** Takes a device away: its token is refused from the next request on, its readings stay. */
export async function deleteDevice(context: ServiceContext, id: number): Promise<void> {
	const { db, env, actor, requestId } = context;
	const { deviceId, patientId } = await manageableDevice(context, id);
	// The object first: if the rest fails, the device is shut out and the request can be repeated.
	await monitorOf(env, patientId).putDevice({ id, deviceId, tokenId: null, removed: true });
	await atomic(db, [
		db.update(devices).set({ deletedAt: new Date(), tokenId: null }).where(eq(devices.id, id)),
		auditRow(db, { actor, requestId, action: "device.delete", entity: "device", entityId: id, patientId }),
	]);
}
