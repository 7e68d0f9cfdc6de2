import type { FoundReading } from "./contract.ts";
import { SLOTS } from "./device-store.ts";

/** Readings column by column, each device named once: a third of their JSON, and read in a third of the time. */
export interface PackedReadings {
	/** The devices that the readings are of: slot, id, and the name that people gave it. */
	devices: [slot: number, id: number, name: string][];
	slot: number[];
	at: number[];
	bpm: number[];
	arrived: number[];
}

/** A reading's id within its patient: the instant, with the device's slot in the last three digits. */
export const readingId = ({ at, slot }: { at: number; slot: number }): number => at * SLOTS + slot;

export function pack(readings: readonly FoundReading[]): PackedReadings {
	const packed: PackedReadings = { devices: [], slot: [], at: [], bpm: [], arrived: [] };
	for (const { id, device, deviceName, at, bpm, arrived } of readings) {
		const slot = id - at * SLOTS;
		if (!packed.devices.some(([known]) => known === slot)) packed.devices.push([slot, device, deviceName]);
		packed.slot.push(slot);
		packed.at.push(at);
		packed.bpm.push(bpm);
		packed.arrived.push(arrived);
	}
	return packed;
}

export function unpack(packed: PackedReadings): FoundReading[] {
	const devices = new Map(packed.devices.map(([slot, id, name]) => [slot, { id, name }]));
	return packed.at.map((at, index) => {
		const slot = packed.slot[index] ?? 0;
		const { id = 0, name = "" } = devices.get(slot) ?? {};
		const [bpm = 0, arrived = 0] = [packed.bpm[index], packed.arrived[index]];
		return { id: readingId({ at, slot }), device: id, deviceName: name, at, bpm, arrived };
	});
}
