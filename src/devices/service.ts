import { and, eq, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import { auditRow } from "../audit/service.ts";
import { visibleId, visiblePatient, visiblePatients } from "../auth/access.ts";
import { patientRight } from "../auth/policy.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { notNullViolation } from "../db/client.ts";
import { listFrom } from "../db/list.ts";
import { contains, orderBy } from "../http/paging.ts";
import { invalid, Problem, problem } from "../http/problem.ts";
import { patients } from "../patients/table.ts";
import { changeDevice, deviceTaken, MOST_DEVICES } from "./changes.ts";
import { managesDevices } from "./rights.ts";
import type { CreateDeviceBody, EditDeviceBody, ListDevicesQuery } from "./schema.ts";
import { type Device, devices } from "./table.ts";

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
		version: device.version,
	};
}

function searched(text: string): SQL | undefined {
	return or(...[devices.deviceId, patients.firstName, patients.lastName].map((column) => contains(column, text)));
}

/** The devices of the patients whom the actor sees. */
export function listDevices({ db, actor }: ServiceContext, query: ListDevicesQuery) {
	const where = and(
		isNull(devices.deletedAt),
		visiblePatients(db, actor),
		query.status ? eq(devices.status, query.status) : undefined,
		query.patient ? eq(devices.patientId, query.patient) : undefined,
		query.search ? searched(query.search) : undefined,
	);
	return listFrom(db, {
		query: () =>
			db.select({ device: devices }).from(devices).innerJoin(patients, eq(patients.id, devices.patientId)).$dynamic(),
		where,
		id: devices.id,
		order: orderBy(query.ordering, ORDERINGS, devices.id),
		answer: ({ device }) => deviceAnswer(device),
	});
}

async function deviceWhere({ db, actor }: ServiceContext, id: number, where: SQL): Promise<Device> {
	const found = await db
		.select({ device: devices })
		.from(devices)
		.innerJoin(patients, eq(patients.id, devices.patientId))
		.where(and(eq(devices.id, id), where, visiblePatients(db, actor)))
		.get();
	if (!found) throw problem("not_found");
	return found.device;
}

/** The device, if the actor sees its patient; else `not_found`. */
export function visibleDevice(context: ServiceContext, id: number): Promise<Device> {
	return deviceWhere(context, id, isNull(devices.deletedAt));
}

/** Throws `not_found`, or `forbidden` for whose devices are not the actor's to manage. */
async function manageablePatient({ db, actor }: ServiceContext, id: number): Promise<void> {
	const right = patientRight(actor, await visiblePatient(db, actor, id));
	if (!managesDevices(right)) throw problem("forbidden");
}

/** The device, if the actor may change it; else `not_found` or `forbidden`. */
export async function manageableDevice(context: ServiceContext, id: number): Promise<Device> {
	const device = await visibleDevice(context, id);
	await manageablePatient(context, device.patientId);
	return device;
}

const notManaged = () => invalid("patient", "is not a patient whose devices you manage");

/** A body's `patient` that the actor may not use, or who has too many, is a wrong field, not a missing page. */
async function patientField(context: ServiceContext, id: number): Promise<void> {
	await manageablePatient(context, id).catch((error) => {
		throw error instanceof Problem ? notManaged() : error;
	});
	const had = await context.db.$count(devices, eq(devices.patientId, id));
	if (had >= MOST_DEVICES)
		throw invalid(
			"patient",
			`has had ${MOST_DEVICES} devices, counting those that were taken away: there can be no more`,
		);
}

/** Registers a device of a patient; for a patient, of themself. */
export async function createDevice(context: ServiceContext, body: CreateDeviceBody) {
	const { db, actor, origin } = context;
	const patientId = body.patient ?? actor.patientId;
	if (patientId === null) throw invalid("patient", "is required");
	await patientField(context, patientId);
	const inserted = sql<string>`(select max(id) from devices where device_id = ${body.device_id})`;
	const [[device]] = await db
		.batch([
			db
				.insert(devices)
				.values({
					deviceId: body.device_id,
					patientId: visibleId(db, actor, patientId),
					status: body.status ?? "active",
				})
				.returning(),
			auditRow(db, { actor, origin, action: "device.create", entity: "device", entityId: inserted, patientId }),
		])
		.catch((error) => {
			throw notNullViolation(error) === "devices.patient_id" ? notManaged() : deviceTaken(error);
		});
	if (!device) throw problem("internal");
	return deviceAnswer(device);
}

/**
 * Changes a device. Handed to another patient it loses its token, and its readings stay with the patient whose they
 * are. Throws `precondition_failed` where the device is not at the `expected` version any more.
 */
export async function editDevice(context: ServiceContext, id: number, body: EditDeviceBody, expected?: number) {
	const device = await manageableDevice(context, id);
	if (expected !== undefined && expected !== device.version) throw problem("precondition_failed");
	const patientId = body.patient ?? device.patientId;
	const moves = patientId !== device.patientId;
	if (moves) await patientField(context, patientId);
	const values = {
		deviceId: body.device_id ?? device.deviceId,
		patientId,
		tokenId: moves ? null : device.tokenId,
		status: body.status ?? device.status,
	};
	const changed = changeDevice(context, device, values, "device.edit", Object.keys(body)).catch((error) => {
		const raced = expected !== undefined && error instanceof Problem && error.code === "conflict";
		throw raced ? problem("precondition_failed") : error;
	});
	return deviceAnswer(await changed);
}

/**
 * Takes a device away: its token is refused from the next request on, its readings stay. Throws `precondition_failed`
 * off the `expected` version.
 */
export async function deleteDevice(context: ServiceContext, id: number, expected?: number): Promise<void> {
	const device = await manageableDevice(context, id);
	if (expected !== undefined && expected !== device.version) throw problem("precondition_failed");
	await changeDevice(context, device, { deletedAt: new Date(), tokenId: null }, "device.delete").catch(
		async (error) => {
			const raced = error instanceof Problem && error.code === "conflict";
			// Of two at once the second finds nothing any more.
			if (raced) await visibleDevice(context, id);
			throw raced && expected !== undefined ? problem("precondition_failed") : error;
		},
	);
}

/**
 * Brings a device back that was taken away; it needs a new token. Throws `not_found` for one that is there, or whose
 * patient is not, `conflict` where its name was given to another.
 */
export async function restoreDevice(context: ServiceContext, id: number) {
	const device = await deviceWhere(context, id, isNotNull(devices.deletedAt));
	return deviceAnswer(await changeDevice(context, device, { deletedAt: null }, "device.restore"));
}
