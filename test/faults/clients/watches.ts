import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../../../src/cli/random.ts";
import type { Reading } from "../ledger.ts";
import { attempt, insist, must } from "./client.ts";
import type { Heart } from "./heart.ts";
import { type Sender, wire } from "./sender.ts";
import { Stream } from "./stream.ts";

/** How often a reading comes late, each of the last hundred is corrected, and what was acknowledged is sent again. */
const [LATE, CORRECTED, AGAIN] = [0.03, 0.003, 0.1];
const DAY_MS = 24 * 60 * 60_000;

/** Posts readings, all in one request, until they are acknowledged. */
async function post({ url, device, ledger }: Sender, readings: readonly Reading[]): Promise<void> {
	const [first, ...rest] = readings;
	if (!first) return;
	const body = rest.length === 0 ? wire(first) : { readings: readings.map(wire) };
	const answer = await insist(() => attempt("POST", `${url}/api/heart-rate/`, device.token, body));
	const { rejected = 0 } = must(answer, 200, 201).body;
	if (rejected > 0) throw new Error(JSON.stringify(answer.body));
	ledger.store(device.name, readings);
}

/** What a device sends next: of its beats some later, and once more what it has to correct. */
class Notes {
	private readonly heart: Heart;
	private readonly random: Random;
	private late: Reading[] = [];
	private sent: Reading[] = [];

	constructor(heart: Heart, random: Random) {
		this.heart = heart;
		this.random = random;
	}

	next(): Reading[] {
		const due = this.heart.beats();
		const held = due.filter((beat) => this.heart.isWithin(beat) && this.random() < LATE);
		const ripe = this.late.filter(() => this.random() < LATE);
		this.late = [...this.late.filter((beat) => !ripe.includes(beat)), ...held];
		return [...due.filter((beat) => !held.includes(beat)), ...ripe];
	}

	/** These were acknowledged: what of them is to be corrected. */
	corrections(acknowledged: readonly Reading[]): Reading[] {
		this.sent = [...this.sent, ...acknowledged].slice(-100);
		return this.sent.filter(() => this.random() < CORRECTED).map((beat) => this.heart.corrected(beat));
	}

	/** All that is left. */
	rest(): Reading[][] {
		return [this.late, this.heart.rest()];
	}
}

/** A watch that posts: reading by reading, or what has come together. */
export async function wearWatch(sender: Sender, heart: Heart): Promise<void> {
	const { random, isOver, ledger, device } = sender;
	const notes = new Notes(heart, random);
	while (!isOver()) {
		const beats = notes.next();
		const requests = beats.length < 4 || random() < 0.3 ? beats.map((beat) => [beat]) : [beats];
		for (const request of requests) {
			await post(sender, request);
			const corrections = notes.corrections(request);
			await post(sender, corrections);
			if (random() < AGAIN) await post(sender, ledger.readingsOf(device.name).slice(-10));
		}
		await sleep(50 + 300 * random());
	}
	for (const readings of notes.rest()) await post(sender, readings);
}

/** A phone that hands in weeks which it has kept, in no order. They are too old to alert anybody. */
export async function carryPhone(sender: Sender): Promise<void> {
	const { random, isOver, ledger, device } = sender;
	const midnight = Math.floor(Date.now() / DAY_MS) * DAY_MS;
	while (!isOver()) {
		const from = midnight - Math.ceil(random() * 20) * DAY_MS + Math.floor(random() * 22 * 3_600) * 1_000;
		const count = 20 + Math.floor(random() * 200);
		await post(
			sender,
			Array.from({ length: count }, (_, index) => ({ at: from + index * 5_000, bpm: 55 + Math.floor(random() * 50) })),
		);
		if (random() < AGAIN) await post(sender, ledger.readingsOf(device.name).slice(-300));
		await sleep(500 + 1_000 * random());
	}
}

/** A patch that streams: what was not acknowledged when its socket was cut it sends again on the next. */
export async function wearPatch(sender: Sender, heart: Heart): Promise<void> {
	const { random, isOver } = sender;
	const notes = new Notes(heart, random);
	const stream = new Stream(sender);
	while (!isOver()) {
		stream.send(notes.next());
		for (const readings of stream.acknowledged.splice(0)) stream.send(notes.corrections(readings));
		await sleep(100 + 400 * random());
	}
	for (const readings of notes.rest()) stream.send(readings);
	while (stream.isWaiting) await sleep(50);
	stream.close();
}
