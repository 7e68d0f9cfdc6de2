import { actorIn, allow } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { problem } from "../http/problem.ts";
import { describedRoute } from "../http/route.ts";
import { openDeviceSocket, PROTOCOL } from "./handshake.ts";

export const deviceSocketRoutes = newRouter();

const socket = describedRoute("devices.socket", {
	method: "get",
	path: "/api/devices/socket",
	tags: ["Heart rate"],
	summary: "A device's WebSocket, for readings as they are measured",
	description:
		"Opened with a device token: in `Authorization`, or as the subprotocols `edgeward.v1, bearer.<token>`, of which " +
		'`edgeward.v1` is selected. The device sends JSON texts, `{"seq": 17, "readings": [{"recorded_at": …, ' +
		'"heart_rate": 72}]}` (5,000 readings and 1 MiB at most; `seq` is a whole number that rises). Some seconds later ' +
		'comes `{"ack": 17, "created": 1, "duplicates": 0, "updated": 0, "rejected": [{"seq", "index", "field", ' +
		'"reason"}]}`: everything up to and including that frame is stored, or was rejected by name. What was not ' +
		"acknowledged is sent again after a reconnect, which is harmless. A frame that cannot be read is answered " +
		'`{"error", "field", "seq"}`. The text `ping` is answered `pong`. Closed with 1009 (frame too large), 1011 or ' +
		"1012 (reconnect and send again), 4401 (device taken away, or its token replaced), 4404 (patient deleted), 4409 (the oldest of more than four).",
	responses: { 101: { description: "The WebSocket is open" } },
	fails: ["not_found", "upgrade_required"],
});
// Documented here, answered by hand: no schema speaks of an open socket.
deviceSocketRoutes.openAPIRegistry.registerPath(socket);
deviceSocketRoutes.get(socket.path, allow("devices.socket"), async (c) => {
	const actor = actorIn(c);
	if (actor.kind !== "device") throw problem("forbidden");
	if (c.req.header("Upgrade")?.toLowerCase() !== "websocket")
		throw problem("upgrade_required", { headers: { Upgrade: "websocket" } });
	const webSocket = await openDeviceSocket(c.env, actor);
	const offered = c.req.header("Sec-WebSocket-Protocol")?.split(",") ?? [];
	const selected = offered.some((name) => name.trim() === PROTOCOL);
	// A response of our own: the object's has immutable headers, and every answer gets ours.
	return new Response(null, {
		status: 101,
		webSocket,
		headers: selected ? { "Sec-WebSocket-Protocol": PROTOCOL } : {},
	});
});
