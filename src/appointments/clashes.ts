import { overlap, type Span } from "./times.ts";

/** Time that a doctor and a patient are to have for each other. */
export interface Slot {
	patientId: number;
	doctorId: number;
	span: Span;
}

/** Which of the two has another appointment then. */
export type Busy = "doctor" | "patient";

/**
 * Those of many slots that cannot be beside an earlier one of them. First come, first served: one that cannot be is in
 * nobody's way.
 */
export function clashes<T extends Slot>(slots: readonly T[]): Map<T, Busy> {
	const clashing = new Map<T, Busy>();
	const kept: T[] = [];
	for (const slot of slots) {
		const meanwhile = kept.filter(({ span }) => overlap(span, slot.span));
		if (meanwhile.some(({ doctorId }) => doctorId === slot.doctorId)) clashing.set(slot, "doctor");
		else if (meanwhile.some(({ patientId }) => patientId === slot.patientId)) clashing.set(slot, "patient");
		else kept.push(slot);
	}
	return clashing;
}
