import { randomUUID } from "node:crypto";
import type { DeviceActor } from "../auth/actor.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { signDeviceToken } from "../auth/tokens.ts";
import { settings } from "../env.ts";
import { placeOf } from "../monitor/stub.ts";
import { changeDevice } from "./changes.ts";
import { manageableDevice } from "./service.ts";

/** A new token for the device, shown this once; the one before is refused from the next request on. */
export async function issueDeviceToken(context: ServiceContext, id: number): Promise<{ token: string }> {
	const device = await manageableDevice(context, id);
	const tokenId = randomUUID();
	const values = { tokenId, tokenIssuedAt: new Date() };
	const { patientId } = await changeDevice(context, device, values, "device.token.issue");
	const { jurisdiction } = await placeOf(context.env, patientId);
	const actor: DeviceActor = { kind: "device", deviceId: id, patientId, tokenId, jurisdiction };
	return { token: await signDeviceToken(settings(context.env), actor) };
}

/** Refuses the device's token from the next request on. Harmless where there is none. */
export async function revokeDeviceToken(context: ServiceContext, id: number): Promise<void> {
	const device = await manageableDevice(context, id);
	await changeDevice(context, device, { tokenId: null, tokenIssuedAt: null }, "device.token.revoke");
}
