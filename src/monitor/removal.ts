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

/**
 * Erases readings: they are out of every list, statistic and chart, alerts are what the readings that are left say, who
 * watches begins anew, and what was done is audited. A device that sends them again brings them back. Answers how many
 * there were.
 */
export function removeReadings(
	state: PatientState,
	days: DayStore,
	{ device, from, to, by }: Removal,
	now: number,
): number | "no_device" {
	const known = device === null ? null : state.devices.recall(device);
	if (known === undefined) return "no_device";
	const range = { from: from ?? undefined, to: to ?? undefined };
	return state.transaction(() => {
		const change = days.lastChange() + 1;
		const slots = known ? [known.slot] : state.devices.slots();
		const removed = slots.flatMap((slot) => state.readings.remove(slot, range, days, change) ?? []);
		const count = removed.reduce((sum, stretch) => sum + stretch.count, 0);
		if (count > 0) {
			days.flush();
			state.changes.addRemoval(change);
			state.outbox.add(state.alerts.miss(removed, now));
		}
		const fields = [...by.fields, `readings: ${count}`];
		state.note({ ...by, fields }, { entity: "patient", entityId: state.patientId, at: now });
		return count;
	});
}
