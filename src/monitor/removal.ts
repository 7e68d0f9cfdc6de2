import { isoOf } from "../heart-rate/iso.ts";
import type { Doer } from "./contract.ts";
import type { DayStore } from "./day-store.ts";
import type { PatientState } from "./patient-state.ts";

/** Which readings are to be erased, and who does it. */
export interface Removal {
	/** The id or the name of a device, also of one that was taken away; null for all. */
	device: number | string | null;
	/** Unix ms: `from` is included, `to` is not; null for the first and the last. */
	from: number | null;
	to: number | null;
	by: Doer;
}

/** The first readings of a device in a range, from an instant on; those of the range before it are no more. */
interface Part {
	slot: number;
	range: { from: number; to: number };
	from: number;
}

/** What the audit trail says: the names of devices are people's words, so it has the number. */
function fieldsOf({ from, to }: Removal, deviceId: number | undefined, readings: number): string[] {
	const named = {
		device: deviceId,
		from: from === null ? undefined : isoOf(from),
		to: to === null ? undefined : isoOf(to),
	};
	return Object.entries({ ...named, readings }).flatMap(([name, value]) =>
		value === undefined ? [] : [`${name}: ${value}`],
	);
}

/** Erases a part, all of it or nothing; null where there is none. */
function removePart(state: PatientState, days: DayStore, { slot, range, from }: Part, now: number, note: () => void) {
	return state.transaction(() => {
		const change = days.lastChange() + 1;
		const removed = state.readings.remove(slot, { from, to: range.to }, days, change);
		if (!removed) return null;
		days.flush();
		state.changes.addRemoval(change, removed.to);
		state.outbox.add(state.alerts.miss({ slot, from: range.from, to: removed.to }, now));
		note();
		return removed;
	});
}

/**
 * Erases readings: they are out of every list, statistic and chart, alerts are what the readings that are left say, who
 * watches begins anew, and what was done is audited. A device that sends them again brings them back. Answers how many
 * there were.
 *
 * Years of readings take seconds: they are erased part by part, others are served in between, and a call that is cut
 * short has erased what it has. The same call goes on with it.
 */
export async function removeReadings(
	state: PatientState,
	removal: Removal,
	now: number,
): Promise<number | "no_device" | "no_patient"> {
	const known = removal.device === null ? null : state.devices.recall(removal.device);
	if (known === undefined) return "no_device";
	const slots = known ? [known.slot] : state.devices.slots();
	const range = { from: removal.from ?? 0, to: removal.to ?? Number.MAX_SAFE_INTEGER };
	const fields = fieldsOf(removal, known?.id, state.readings.countIn(slots, range));
	let count = 0;
	// Once, with the first part: by then what is to be erased is decided.
	const note = () => {
		if (count > 0) return;
		state.note({ ...removal.by, fields }, { entity: "patient", entityId: state.patientId, at: now });
	};
	for (const slot of slots) {
		for (let from: number | null = range.from; from !== null; ) {
			// Each time: others may have changed the patient's zone meanwhile, or deleted the patient.
			const days = await state.open();
			if (!days) return "no_patient";
			const removed = removePart(state, days, { slot, range, from }, now, note);
			count += removed?.count ?? 0;
			from = removed?.next ?? null;
			if (from !== null) await scheduler.wait(0);
		}
	}
	return count;
}
