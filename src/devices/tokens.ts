import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { auditRow } from "../audit/service.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { signDeviceToken } from "../auth/tokens.ts";
import { atomic } from "../db/client.ts";
import { settings } from "../env.ts";
import { monitorOf } from "../monitor/stub.ts";
import { type Device, manageableDevice } from "./service.ts";
import { devices } from "./table.ts";

/** Makes this id the only good token of the device. The object, which checks it, learns of it first. */
async function replaceToken(context: ServiceContext, device: Device, tokenId: string | null): Promise<void> {
	const { db, env, actor, requestId } = context;
	const { id, deviceId, patientId } = device;
	await monitorOf(env, patientId).putDevice({ id, deviceId, tokenId, removed: false });
	const action = tokenId === null ? "device.token.revoke" : "device.token.issue";
	await atomic(db, [
		db
			.update(devices)
			.set({ tokenId, tokenIssuedAt: tokenId === null ? null : new Date() })
			.where(eq(devices.id, id)),
		auditRow(db, { actor, requestId, action, entity: "device", entityId: id, patientId }),
	]);
}

/** A new token for the device, shown this once; the one before is refused from the next request on. */
export async function issueDeviceToken(context: ServiceContext, id: number): Promise<{ token: string }> {
	const device = await manageableDevice(context, id);
	const tokenId = randomUUID();
	await replaceToken(context, device, tokenId);
	const actor = { kind: "device", deviceId: id, patientId: device.patientId, tokenId } as const;
	return { token: await signDeviceToken(settings(context.env), actor) };
}

/** Refuses the device's token from the next request on. Harmless where there is none. */
export async function revokeDeviceToken(context: ServiceContext, id: number): Promise<void> {
	await replaceToken(context, await manageableDevice(context, id), null);
}
