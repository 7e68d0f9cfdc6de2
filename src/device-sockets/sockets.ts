import type { Outcome } from "../heart-rate/answer.ts";
import { MOST_BYTES } from "../heart-rate/body.ts";
import { type Checked, check, outcomesOf, toBatch } from "../heart-rate/checking.ts";
import type { Ingested, Writer } from "../monitor/contract.ts";
import type { Batch } from "../monitor/ingest.ts";
import { acknowledgement } from "./acknowledgement.ts";
import { CLOSE, type Closing } from "./closing.ts";
import { type Frame, readFrame } from "./frame.ts";
import { FrameBuffer } from "./frame-buffer.ts";

type DeviceWriter = Extract<Writer, { kind: "device" }>;

/** What the patient's object does for its sockets. */
export interface DeviceHost {
	patientId: () => number;
	/** The one way in: verdicts, day counts, alerts. */
	ingest: (writer: Writer, batch: Batch) => Promise<Ingested>;
	/** Whether the device is there and this is its token. */
	accepts: (writer: DeviceWriter) => boolean;
	/** Is told what became of the readings that were handed in at once. */
	count: (outcomes: readonly Outcome[]) => void;
}

/** What a socket knows of itself; it outlives the object's memory, and costs no row. */
interface Attachment {
	writer: DeviceWriter;
	/** Among the sockets of its device: the oldest has the least. */
	order: number;
	/** The last frame that was taken, and the last that was acknowledged. */
	received: number | null;
	acked: number | null;
}

type Buffered = Frame & { socket: WebSocket; checked: Checked[] };

const TAG = "device";
/** How many sockets a device may have open at once: those it has lost and not closed, and the one that it uses. */
const MOST_SOCKETS = 4;
const NOTHING: Batch = { devices: [], device: [], at: [], bpm: [] };

const read = (socket: WebSocket): Attachment => socket.deserializeAttachment();
const isOpen = (socket: WebSocket) => socket.readyState === WebSocket.OPEN;
const senderOf = ({ socket }: Buffered) => {
	const { deviceId, tokenId } = read(socket).writer;
	return `${deviceId} ${tokenId}`;
};

/**
 * The open sockets of a patient's devices. Accepted with the hibernation API, so an idle socket keeps no object awake.
 *
 * Frames wait in memory for at most `COMMIT_MS`, are stored together, and only then acknowledged. They wait on a
 * `setTimeout`, not on the object's alarm: a pending timer keeps the object from hibernating, so for those seconds and
 * no longer it stays awake with its buffer, and setting it writes no row, where every `setAlarm` is billed as one. What
 * can still take the memory is a crash, a deployment or an eviction, and with it go frames that nobody was told are
 * safe. Those cut the sockets too, as a rule, and the device resends; where a socket survives, its attachment says that
 * frames were taken and not acknowledged, and it is closed (`dropForgetful`): else the next acknowledgement, which is
 * cumulative, would cover what is lost.
 */
export class DeviceSockets {
	private readonly buffer = new FrameBuffer<Buffered>();
	private readonly ctx: DurableObjectState;
	private readonly host: DeviceHost;
	private timer: { id: ReturnType<typeof setTimeout>; at: number } | undefined;
	private committing: Promise<void> = Promise.resolve();

	constructor(ctx: DurableObjectState, host: DeviceHost) {
		this.ctx = ctx;
		this.host = host;
		ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
		this.dropForgetful();
	}

	/** Opens a socket for a device: 101, or 401 and 404 without a body where it may not write for this patient. */
	async open(writer: DeviceWriter): Promise<Response> {
		const { outcome } = await this.host.ingest(writer, NOTHING);
		if (outcome !== "stored") return new Response(null, { status: outcome === "no_patient" ? 404 : 401 });
		const others = this.openOf(writer.deviceId);
		for (const socket of others.slice(0, 1 - MOST_SOCKETS)) close(socket, CLOSE.crowded);
		const newest = others.at(-1);
		const order = newest ? read(newest).order + 1 : 0;
		const { 0: client, 1: server } = new WebSocketPair();
		this.ctx.acceptWebSocket(server, [TAG]);
		server.serializeAttachment({ writer, order, received: null, acked: null } satisfies Attachment);
		return new Response(null, { status: 101, webSocket: client });
	}

	/** Takes a frame, which is answered after it is stored; a bad one is answered at once, and the socket lives on. */
	async receive(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
		const size = typeof message === "string" ? Buffer.byteLength(message) : message.byteLength;
		if (size > MOST_BYTES) return close(socket, CLOSE.tooBig);
		const attachment = read(socket);
		const frame = readFrame(typeof message === "string" ? message : "", attachment.received);
		if ("reason" in frame) {
			const { seq, field, reason } = frame;
			return tell(socket, { error: `${field} ${reason}`, field, seq });
		}
		socket.serializeAttachment({ ...attachment, received: frame.seq });
		const now = Date.now();
		const checked = check(frame.items, this.host.patientId(), attachment.writer.deviceId, now);
		this.commitAt(this.buffer.add({ ...frame, socket, checked }, now), now);
	}

	/** Stores what waits, now. Never throws. */
	commit(): Promise<void> {
		clearTimeout(this.timer?.id);
		this.timer = undefined;
		const groups = Map.groupBy(this.buffer.take(), senderOf);
		// One after the other: an acknowledgement must never overtake the one before it.
		this.committing = this.committing.then(async () => {
			for (const frames of groups.values()) await this.store(frames);
		});
		return this.committing;
	}

	/** Closes the sockets whose device was taken away, or whose token is not the good one any more. */
	review(): void {
		for (const socket of this.ctx.getWebSockets(TAG)) {
			if (!this.host.accepts(read(socket).writer)) close(socket, CLOSE.revoked);
		}
	}

	/** Closes all of them: the patient was deleted. */
	closeAll(): void {
		for (const socket of this.ctx.getWebSockets(TAG)) close(socket, CLOSE.noPatient);
	}

	/** The open sockets of a device, the oldest first. */
	private openOf(deviceId: number): WebSocket[] {
		const own = this.ctx
			.getWebSockets(TAG)
			.filter((socket) => isOpen(socket) && read(socket).writer.deviceId === deviceId);
		return own.sort((one, other) => read(one).order - read(other).order);
	}

	private dropForgetful(): void {
		for (const socket of this.ctx.getWebSockets(TAG)) {
			const { received, acked } = read(socket);
			if (received !== acked) close(socket, CLOSE.lost);
		}
	}

	private commitAt(at: number, now: number): void {
		if (this.timer && this.timer.at <= at) return;
		clearTimeout(this.timer?.id);
		this.timer = { id: setTimeout(() => this.commit(), Math.max(0, at - now)), at };
	}

	/** Stores frames of one device, and acknowledges them to the sockets that they came from. */
	private async store(frames: readonly Buffered[]): Promise<void> {
		const sockets = Map.groupBy(frames, ({ socket }) => socket);
		const [first] = frames;
		if (!first) return;
		try {
			const checked = frames.flatMap((frame) => frame.checked);
			const ingested = await this.host.ingest(read(first.socket).writer, toBatch(checked));
			if (ingested.outcome !== "stored") {
				const reason = ingested.outcome === "no_patient" ? CLOSE.noPatient : CLOSE.revoked;
				for (const socket of sockets.keys()) close(socket, reason);
				return;
			}
			const outcomes = outcomesOf(checked, ingested.verdicts);
			this.host.count(outcomes);
			const answered = frames.map((frame) => ({ ...frame, outcomes: outcomes.splice(0, frame.items.length) }));
			for (const [socket, own] of Map.groupBy(answered, (frame) => frame.socket)) acknowledge(socket, own);
		} catch (error) {
			const name = error instanceof Error ? error.name : "unknown";
			console.error(JSON.stringify({ level: "error", at: "device socket", error: name }));
			// Nothing of it was acknowledged: the device comes back and sends it again.
			for (const socket of sockets.keys()) close(socket, CLOSE.failed);
		}
	}
}

/** The runtime holds it back until what was stored is durable. */
function acknowledge(socket: WebSocket, frames: Parameters<typeof acknowledgement>[0]): void {
	// A socket that was closed meanwhile may be one that has lost a frame before these.
	if (!isOpen(socket)) return;
	const answer = acknowledgement(frames);
	tell(socket, answer);
	socket.serializeAttachment({ ...read(socket), acked: answer.ack });
}

function tell(socket: WebSocket, answer: object): void {
	if (isOpen(socket)) socket.send(JSON.stringify(answer));
}

function close(socket: WebSocket, [code, reason]: Closing): void {
	if (isOpen(socket)) socket.close(code, reason);
}
