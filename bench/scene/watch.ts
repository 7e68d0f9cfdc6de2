import { deviceToken } from "./tokens.ts";

export interface Beat {
	/** Unix ms. */
	at: number;
	bpm: number;
}

/** What a device sends at once, and when (Unix ms). */
export interface Post {
	at: number;
	beats: readonly Beat[];
}

/**
 * The watch of a patient, which posts over HTTP: now, or to a metered Worker at an instant (simulated Unix ms). Throws where
 * a reading is not taken.
 */
export async function watch(url: string, patientId: number) {
	const authorization = `Bearer ${await deviceToken(patientId)}`;
	return async (beats: readonly Beat[], at?: number): Promise<void> => {
		const readings = beats.map((beat) => ({ recorded_at: beat.at, heart_rate: beat.bpm }));
		const response = await fetch(`${url}/api/heart-rate/`, {
			method: "POST",
			headers: {
				"Content-Type": "application/json",
				Authorization: authorization,
				...(at !== undefined && { "Meter-Now": String(at) }),
			},
			body: JSON.stringify({ readings }),
		});
		const answer = await response.text();
		if (!response.ok || !answer.includes('"rejected":0')) throw new Error(answer.slice(0, 300));
	};
}

/** The watch of a patient on a socket: sends readings, and waits until they are acknowledged where asked to. */
export async function socketWatch(url: string, patientId: number) {
	const address = `${url.replace("http", "ws")}/api/devices/socket`;
	const socket = new WebSocket(address, ["edgeward.v1", `bearer.${await deviceToken(patientId)}`]);
	const waiting: { seq: number; resolve: () => void; reject: (error: Error) => void }[] = [];
	let seq = 0;
	await new Promise((resolve, reject) => {
		socket.addEventListener("open", resolve);
		socket.addEventListener("error", () => reject(new Error(`no socket at ${address}`)));
	});
	socket.addEventListener("message", ({ data }) => {
		const { ack = 0, rejected = [] } = JSON.parse(String(data));
		if (rejected.length > 0) throw new Error(String(data));
		while ((waiting[0]?.seq ?? Number.POSITIVE_INFINITY) <= ack) waiting.shift()?.resolve();
	});
	socket.addEventListener("close", ({ code, reason }) => {
		for (const { reject } of waiting) reject(new Error(`the socket was closed: ${code} ${reason}`));
	});
	return {
		/** Settles when they are acknowledged. */
		send(beats: readonly Beat[]): Promise<void> {
			if (socket.readyState !== WebSocket.OPEN) throw new Error("the socket was closed");
			seq += 1;
			const readings = beats.map(({ at, bpm }) => ({ recorded_at: at, heart_rate: bpm }));
			const stored = new Promise<void>((resolve, reject) => waiting.push({ seq, resolve, reject }));
			socket.send(JSON.stringify({ seq, readings }));
			return stored;
		},
		close: () => socket.close(),
	};
}
