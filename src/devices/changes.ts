import { and, eq, sql } from "drizzle-orm";
import { auditRow } from "../audit/service.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic, uniqueViolation } from "../db/client.ts";
import { problem, taken } from "../http/problem.ts";
import { SLOTS } from "../monitor/device-store.ts";
import { monitorOf } from "../monitor/stub.ts";
import { type Device, devices } from "./table.ts";

/** A patient can have had so many: each has a slot in the patient's object, for ever. */
export const MOST_DEVICES = SLOTS;

/** A unique column's refusal, as the field that the client sent. */
export function deviceTaken(error: unknown): unknown {
	return uniqueViolation(error)?.startsWith("devices") ? taken("device_id") : error;
}

/** Tells a patient's object what a row says of the device; one that is another patient's by now is gone from here. */
async function tell(env: Env, patientId: number, { id, deviceId, tokenId, version, ...row }: Device): Promise<void> {
	const removed = row.deletedAt !== null || row.patientId !== patientId;
	const monitor = await monitorOf(env, patientId);
	await monitor.putDevice({ id, deviceId, tokenId: removed ? null : tokenId, removed, version });
}

const tooMany = () =>
	problem("conflict", { detail: `This patient has had ${MOST_DEVICES} devices, and there can be no more.` });

/**
 * Changes a device in the database and in the objects of its patients, with its audit row. What takes rights away
 * reaches the object first, so that it holds with the next request and can be repeated if the rest fails. Throws
 * `conflict` where somebody else was faster, or the patient has had too many devices for one more to write readings.
 */
export async function changeDevice(
	context: ServiceContext,
	device: Device,
	values: Partial<Device>,
	action: string,
	fields: string[] = [],
): Promise<Device> {
	const { db, env, actor, origin } = context;
	const changed: Device = { ...device, ...values, version: device.version + 1 };
	const takesAway = changed.deletedAt !== null || changed.tokenId === null || changed.patientId !== device.patientId;
	if (takesAway) await tell(env, device.patientId, changed);
	else if (!(await (await monitorOf(env, changed.patientId)).hasRoomFor(device.id))) throw tooMany();
	// A version that is not there any more is set to null, which the column refuses: the whole batch is undone.
	const asRead = and(eq(devices.id, device.id), eq(devices.version, device.version));
	const version = sql<number>`(select version + 1 from devices where ${asRead})`;
	const audited = { actor, origin, action, fields, entity: "device", entityId: device.id } as const;
	await atomic(db, [
		db
			.update(devices)
			.set({ ...values, version, updatedAt: new Date() })
			.where(eq(devices.id, device.id)),
		auditRow(db, { ...audited, patientId: changed.patientId }),
	]).catch(async (error) => {
		const row = await db.select().from(devices).where(eq(devices.id, device.id)).get();
		const refused = row && row.version !== device.version;
		if (takesAway && row)
			await tell(env, device.patientId, { ...row, version: Math.max(row.version, changed.version) });
		if (refused) throw problem("conflict", { detail: "The device was changed by somebody else meanwhile: try again." });
		throw deviceTaken(error);
	});
	if (!takesAway || changed.patientId !== device.patientId) await tell(env, changed.patientId, changed);
	return changed;
}
