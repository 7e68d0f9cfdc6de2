import { and, eq } from "drizzle-orm";
import { visiblePatients } from "../auth/access.ts";
import type { UserActor } from "../auth/actor.ts";
import type { Database } from "../db/client.ts";
import { readingAnswer } from "../heart-rate/answer.ts";
import { viewerDoor } from "../monitor/doors.ts";
import { monitorOf } from "../monitor/stub.ts";
import { GONE, type ViewerMessage } from "../monitor/viewers.ts";
import { patients } from "../patients/table.ts";
import { behindReading, behindTransition, type Cursor, cursorNumbers, cursorOf } from "./cursor.ts";
import type { Feed, Outlet } from "./feed.ts";

/**
 * One patient's readings and alerts, as their object commits them. Connected to it by a socket that the object
 * hibernates with; when that is cut, by a deployment for one, the feed comes back with its cursor and misses nothing.
 */
export class PatientFeed implements Feed {
	private readonly env: Env;
	private readonly patientId: number;
	private readonly outlet: Outlet;
	private cursor: Cursor | undefined;
	private begun = false;
	private socket: WebSocket | undefined;

	constructor(env: Env, patientId: number, after: readonly number[] | null, outlet: Outlet) {
		this.env = env;
		this.patientId = patientId;
		this.outlet = outlet;
		this.cursor = after ? cursorOf(after) : undefined;
	}

	/** Cut off, it is connected anew with the next tick. */
	get isUrgent(): boolean {
		return this.socket === undefined;
	}

	async look(db: Database, actor: UserActor): Promise<boolean> {
		const visible = and(eq(patients.id, this.patientId), visiblePatients(db, actor));
		if (!(await db.select({ id: patients.id }).from(patients).where(visible).get())) return false;
		return this.socket !== undefined || this.connect();
	}

	end(): void {
		this.socket?.close(1000);
		this.socket = undefined;
	}

	/** Answers false where there is no such patient. */
	private async connect(): Promise<boolean> {
		const door = viewerDoor(this.cursor ? cursorNumbers(this.cursor) : null);
		const { webSocket } = await monitorOf(this.env, this.patientId).fetch(door, { headers: { Upgrade: "websocket" } });
		if (!webSocket) return false;
		this.socket = webSocket;
		webSocket.addEventListener("message", ({ data }) => {
			if (this.socket === webSocket) this.hear(JSON.parse(String(data)));
		});
		webSocket.addEventListener("close", ({ code }) => {
			this.lose(webSocket);
			if (code === GONE) this.outlet.end();
		});
		webSocket.addEventListener("error", () => this.lose(webSocket));
		webSocket.accept();
		if (!this.outlet.isOpen) this.end();
		return true;
	}

	private lose(socket: WebSocket): void {
		if (this.socket === socket) this.socket = undefined;
	}

	private hear(message: ViewerMessage): void {
		if (message.kind === "begin") this.begin(message);
		else this.pass(message);
	}

	private begin({ cursor, missed }: Extract<ViewerMessage, { kind: "begin" }>): void {
		this.cursor = cursorOf(cursor);
		if (!this.begun) this.outlet.begin(cursor);
		this.begun = true;
		if (missed) this.outlet.send("reset", cursor, { reason: "too much was missed: read the list of readings again" });
	}

	private pass({ readings, transitions }: Extract<ViewerMessage, { kind: "changes" }>): void {
		for (const found of readings) {
			const { patient, ...data } = readingAnswer(found, this.patientId);
			this.send("reading", (cursor) => behindReading(cursor, found), data);
		}
		for (const { id, event } of transitions) this.send("alert", (cursor) => behindTransition(cursor, id), event);
	}

	private send(event: string, move: (cursor: Cursor) => Cursor, data: unknown): void {
		if (!this.cursor) return;
		this.cursor = move(this.cursor);
		this.outlet.send(event, cursorNumbers(this.cursor), data);
	}
}
