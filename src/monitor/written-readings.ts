import type { ReadingAnswer } from "../heart-rate/answer.ts";
import { type Json, toJson } from "../json.ts";
import type { KnownDevice } from "./device-store.ts";
import type { SlotReading } from "./reading-store.ts";

/**
 * Readings as the API answers them, each written once while it and its device are in memory as they are: of the page that
 * is asked for all the time, only what is new is written (measured: a tenth of the whole answer less).
 */
export class WrittenReadings {
	private readonly known = new WeakMap<KnownDevice, WeakMap<SlotReading, Json<ReadingAnswer>>>();

	of(device: KnownDevice, reading: SlotReading, answer: () => ReadingAnswer): Json<ReadingAnswer> {
		const texts = this.known.get(device) ?? new WeakMap<SlotReading, Json<ReadingAnswer>>();
		this.known.set(device, texts);
		const text = texts.get(reading) ?? toJson(answer());
		texts.set(reading, text);
		return text;
	}
}
