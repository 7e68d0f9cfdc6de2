import { type DeviceHost, DeviceSockets } from "../device-sockets/sockets.ts";
import { cursorOf } from "../streams/cursor.ts";
import { ChangeLog } from "./change-log.ts";
import { Onlookers } from "./onlookers.ts";
import type { ReadingStore } from "./reading-store.ts";
import { type ViewerHost, Viewers } from "./viewers.ts";

interface Host extends DeviceHost, ViewerHost {
	/** Whether there is a patient, and not a deleted one. */
	isPatient: () => Promise<boolean>;
}

/** All open sockets of a patient's object: those that bring readings, and those that hear of them. */
export class LiveSockets {
	private readonly host: Host;
	private readonly devices: DeviceSockets;
	private readonly viewers: Viewers;
	private readonly onlookers: Onlookers;

	constructor(ctx: DurableObjectState, readings: ReadingStore, host: Host) {
		this.host = host;
		this.devices = new DeviceSockets(ctx, host);
		this.viewers = new Viewers(ctx, new ChangeLog(ctx.storage.sql, readings), host);
		this.onlookers = new Onlookers(ctx, readings, host.slots);
	}

	/** Once the schema is there, and before anything is changed. */
	begin(): void {
		this.viewers.begin();
	}

	/** Opens the socket that an address of `doors.ts` asks for: 101, or 401 and 404 without a body. */
	async open({ pathname, searchParams }: URL): Promise<Response> {
		if (pathname === "/device") {
			const [deviceId, tokenId] = [Number(searchParams.get("device")), searchParams.get("token_id") ?? ""];
			return this.devices.open({ kind: "device", deviceId, tokenId });
		}
		if (!(await this.host.isPatient())) return new Response(null, { status: 404 });
		if (pathname === "/ward") return this.onlookers.open();
		return this.viewers.open(cursorOf((searchParams.get("after") ?? "").split(".").map(Number)));
	}

	/** Only devices have something to say. */
	receive(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
		return this.devices.receive(socket, message);
	}

	/** After a commit: tells who watches. */
	tell(): void {
		this.viewers.tell();
		this.onlookers.tell();
	}

	/** After the ward's log has learned of alerts. */
	shown(): void {
		this.onlookers.shown();
	}

	/** After a device or its token changed: closes what is not good any more. */
	review(): void {
		this.devices.review();
	}

	closeAll(): void {
		this.devices.closeAll();
		this.viewers.closeAll();
		this.onlookers.closeAll();
	}
}
