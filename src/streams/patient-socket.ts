import { monitorOf } from "../monitor/stub.ts";

/** An object that has not answered by then is given up for this time. */
const CONNECT_MS = 5_000;

interface Ear {
	/** Of the type that the door's sockets speak. */
	hear: (message: unknown) => void;
	/** The other side has gone, with this code. */
	lose: (code: number) => void;
}

/** A socket to a patient's object, which hibernates with it; when it is cut, by a deployment for one, open it again. */
export class PatientSocket {
	private readonly env: Env;
	private readonly patientId: number;
	private readonly ear: Ear;
	private socket: WebSocket | undefined;
	/** For good, by our side. */
	isClosed = false;

	constructor(env: Env, patientId: number, ear: Ear) {
		this.env = env;
		this.patientId = patientId;
		this.ear = ear;
	}

	get isOpen(): boolean {
		return this.socket !== undefined;
	}

	/** Opens it at a door of the object. Answers false where there is no such patient; throws where nobody answers. */
	async open(door: URL): Promise<boolean> {
		const patience = new AbortController();
		const timer = setTimeout(() => patience.abort(), CONNECT_MS);
		const request = { headers: { Upgrade: "websocket" }, signal: patience.signal };
		const { webSocket } = await monitorOf(this.env, this.patientId)
			.then((monitor) => monitor.fetch(door, request))
			.finally(() => clearTimeout(timer));
		if (!webSocket) return false;
		this.listen(webSocket);
		if (this.isClosed) this.close();
		return true;
	}

	close(): void {
		this.isClosed = true;
		this.socket?.close(1000);
		this.socket = undefined;
	}

	private listen(socket: WebSocket): void {
		const isOurs = () => this.socket === socket;
		const lose = (code: number) => {
			if (!isOurs()) return;
			this.socket = undefined;
			this.ear.lose(code);
		};
		this.socket = socket;
		socket.addEventListener("message", ({ data }) => {
			if (isOurs()) this.ear.hear(JSON.parse(String(data)));
		});
		socket.addEventListener("close", ({ code }) => lose(code));
		socket.addEventListener("error", () => lose(1006));
		socket.accept();
	}
}
