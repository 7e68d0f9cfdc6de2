import type { DeviceActor } from "../auth/actor.ts";
import { tokenRevoked } from "../auth/authenticate.ts";
import { problem } from "../http/problem.ts";
import { deviceDoor } from "../monitor/doors.ts";
import { monitorOfDevice } from "../monitor/stub.ts";

/** What a device offers, and we select, among the subprotocols. */
export const PROTOCOL = "edgeward.v1";

/**
 * Has the patient's object open a socket for the device. Throws 401 for a token that the object does not know any more,
 * `not_found` where the patient was deleted.
 */
export async function openDeviceSocket(env: Env, device: DeviceActor): Promise<WebSocket> {
	const door = deviceDoor(device.deviceId, device.tokenId);
	const monitor = await monitorOfDevice(env, device);
	const { status, webSocket } = await monitor.fetch(door, { headers: { Upgrade: "websocket" } });
	if (webSocket) return webSocket;
	throw status === 401 ? tokenRevoked() : problem(status === 404 ? "not_found" : "internal");
}
