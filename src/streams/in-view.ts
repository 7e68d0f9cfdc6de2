import { backoff } from "../monitor/backoff.ts";
import { wardDoor } from "../monitor/doors.ts";
import type { WardMessage } from "../monitor/onlookers.ts";
import type { Outlet } from "./feed.ts";
import { PatientSocket } from "./patient-socket.ts";

/** The runtime lets six calls wait for their answers at once: some are left for the database. */
const AT_ONCE = 4;
/** Nobody's readings come more often than that. */
const PACE_MS = 1_000;

type Newest = Extract<WardMessage, { kind: "newest" }>;

/** One patient in view: the newest of their readings at once, and then at most one a second. */
class Bed {
	private readonly socket: PatientSocket;
	private readonly send: (newest: Newest) => void;
	private waiting: Newest | undefined;
	private sent: Newest | undefined;
	private timer: ReturnType<typeof setTimeout> | undefined;
	private failures = 0;
	private retryAt = 0;

	constructor(env: Env, patientId: number, send: (newest: Newest) => void, onShown: () => void) {
		this.send = send;
		this.socket = new PatientSocket(env, patientId, {
			hear: (message) => {
				// What a ward's door says.
				const heard = message as WardMessage;
				if (heard.kind === "newest") this.take(heard);
				else if (heard.kind === "shown") onShown();
			},
			lose: () => {},
		});
	}

	/** Unless it is connected. Never throws: an object that does not answer is tried again, less and less often. */
	async connect(): Promise<void> {
		if (this.socket.isOpen || this.socket.isClosed || Date.now() < this.retryAt) return;
		const isOpen = await this.socket.open(wardDoor()).catch(() => false);
		this.failures = isOpen ? 0 : this.failures + 1;
		if (!isOpen) this.retryAt = Date.now() + backoff(this.failures);
	}

	leave(): void {
		clearTimeout(this.timer);
		this.waiting = undefined;
		this.socket.close();
	}

	private take(newest: Newest): void {
		this.waiting = newest;
		if (this.timer === undefined) this.pass();
	}

	private pass(): void {
		const newest = this.waiting;
		this.waiting = undefined;
		this.timer = undefined;
		// After a cut it may be what was sent before.
		if (!newest || (newest.at === this.sent?.at && newest.bpm === this.sent.bpm)) return;
		this.sent = newest;
		this.send(newest);
		this.timer = setTimeout(() => this.pass(), PACE_MS);
	}
}

/**
 * The patients whom somebody has in view on a ward: their newest readings, from their objects, as they come. That is a
 * state and no log: its events move no cursor, and who was away gets the newest.
 */
export class InView {
	private readonly env: Env;
	private readonly outlet: Outlet;
	private readonly onShown: () => void;
	private readonly beds = new Map<number, Bed>();
	private isConnecting = false;

	/** `onShown` is called when there is news of one of them in the ward's log of alerts. */
	constructor(env: Env, outlet: Outlet, onShown: () => void) {
		this.env = env;
		this.outlet = outlet;
		this.onShown = onShown;
	}

	/** These may be watched, and no others: lets go of those, and connects to whoever is missing in the background. */
	keep(patientIds: readonly number[]): void {
		this.release(new Set(patientIds));
		for (const id of patientIds) if (!this.beds.has(id)) this.beds.set(id, this.newBed(id));
		// What is missing by the end of it, the next look finds.
		if (this.isConnecting) return;
		this.isConnecting = true;
		this.connect().finally(() => {
			this.isConnecting = false;
		});
	}

	end(): void {
		this.release(new Set());
	}

	private release(kept: ReadonlySet<number>): void {
		for (const [id, bed] of this.beds) {
			if (kept.has(id)) continue;
			bed.leave();
			this.beds.delete(id);
		}
	}

	private newBed(patient: number): Bed {
		const send = ({ at, bpm }: Newest) =>
			this.outlet.tell("reading", { patient, heart_rate: bpm, recorded_at: new Date(at).toISOString() });
		return new Bed(this.env, patient, send, this.onShown);
	}

	/** A few at a time, in the order in which they were named. */
	private async connect(): Promise<void> {
		const beds = [...this.beds.values()].values();
		const inTurn = async () => {
			for (const bed of beds) await bed.connect();
		};
		await Promise.all(Array.from({ length: AT_ONCE }, inTurn));
	}
}
