import { SLOTS } from "./device-store.ts";

/** A reading's id within its patient: the instant, with the device's slot in the last three digits. */
export const readingId = ({ at, slot }: { at: number; slot: number }): number => at * SLOTS + slot;

/** When the reading of this id was measured (Unix ms). */
export const instantOf = (id: number): number => (id - (id % SLOTS)) / SLOTS;
