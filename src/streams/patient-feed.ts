import { and, eq } from "drizzle-orm";
import { hourOf, noteAccess } from "../accesses/noting.ts";
import { visiblePatients } from "../auth/access.ts";
import type { UserActor } from "../auth/actor.ts";
import type { Database } from "../db/client.ts";
import { readingAnswer } from "../heart-rate/answer.ts";
import { viewerDoor } from "../monitor/doors.ts";
import { GONE, type ViewerMessage } from "../monitor/viewers.ts";
import { patients } from "../patients/table.ts";
import { behindReading, behindTransition, type Cursor, cursorNumbers, cursorOf } from "./cursor.ts";
import type { Feed, Outlet } from "./feed.ts";
import { PatientSocket } from "./patient-socket.ts";

/**
 * One patient's readings and alerts, as their object commits them. When the socket to it is cut, the feed comes back
 * with its cursor and misses nothing.
 */
export class PatientFeed implements Feed {
	private readonly patientId: number;
	private readonly outlet: Outlet;
	private cursor: Cursor | undefined;
	private begun = false;
	private notedHour: number | undefined;
	private readonly socket: PatientSocket;

	constructor(env: Env, patientId: number, after: readonly number[] | null, outlet: Outlet) {
		this.patientId = patientId;
		this.outlet = outlet;
		this.cursor = after ? cursorOf(after) : undefined;
		this.socket = new PatientSocket(env, patientId, {
			// What a viewer's door says.
			hear: (message) => this.hear(message as ViewerMessage),
			lose: (code) => {
				if (code === GONE) outlet.end();
			},
		});
	}

	/** Cut off, it is connected anew with the next tick. */
	get isUrgent(): boolean {
		return !this.socket.isOpen;
	}

	async look(db: Database, actor: UserActor): Promise<boolean> {
		const visible = and(eq(patients.id, this.patientId), visiblePatients(db, actor));
		if (!(await db.select({ id: patients.id }).from(patients).where(visible).get())) return false;
		this.note(db, actor);
		return this.socket.isOpen || this.socket.open(viewerDoor(this.cursor ? cursorNumbers(this.cursor) : null));
	}

	end(): void {
		this.socket.close();
	}

	/** Who watches for long is noted in each hour. */
	private note(db: Database, actor: UserActor): void {
		const hour = hourOf(Date.now());
		if (this.notedHour === hour) return;
		this.notedHour = hour;
		noteAccess({ db, actor }, this.patientId, "heart_rate");
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
