import type { Batch, Verdict } from "../monitor/ingest.ts";
import { FOREIGN_DEVICE, type Outcome } from "./answer.ts";
import { type Fault, type Item, readItem } from "./item.ts";

/** An item that may be stored, as far as one can tell without its device; or what is wrong with it. */
export type Checked = { item: Item } | { fault: Fault };

/** Checks what was sent, item by item. `fallback` is the device of those that name none; `now` is Unix ms. */
export function check(
	items: readonly unknown[],
	patientId: number,
	fallback: number | string | null,
	now: number,
): Checked[] {
	return items.map((value): Checked => {
		const item = readItem(value, now);
		if ("reason" in item) return { fault: item };
		if (item.patient !== null && item.patient !== patientId)
			return { fault: { field: "patient", reason: "is not the patient of this request" } };
		const device = item.device ?? fallback;
		return device === null ? { fault: { field: "device", reason: "is required" } } : { item: { ...item, device } };
	});
}

/** The items that passed, column by column; their devices are named once. */
export function toBatch(checked: readonly Checked[]): Batch {
	const batch: Batch = { devices: [], device: [], at: [], bpm: [] };
	const places = new Map<number | string, number>();
	for (const entry of checked) {
		if ("fault" in entry || entry.item.device === null) continue;
		const { device, at, bpm } = entry.item;
		const place = places.get(device) ?? places.size;
		if (place === places.size) batch.devices.push(device);
		places.set(device, place);
		batch.device.push(place);
		batch.at.push(at);
		batch.bpm.push(bpm);
	}
	return batch;
}

/** Every item's outcome, in the order in which they were sent: the object's verdicts answer those that passed. */
export function outcomesOf(checked: readonly Checked[], verdicts: readonly Verdict[]): Outcome[] {
	let next = 0;
	return checked.map((entry): Outcome => {
		if ("fault" in entry) return entry.fault;
		const verdict = verdicts[next++] ?? "foreign_device";
		return verdict === "foreign_device" ? FOREIGN_DEVICE : { at: entry.item.at, verdict };
	});
}
