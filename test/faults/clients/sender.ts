import type { Random } from "../../../src/cli/random.ts";
import type { Ledger, Reading } from "../ledger.ts";
import type { Device } from "../ward.ts";

/** Who sends readings until told to stop. */
export interface Sender {
	url: string;
	device: Device;
	ledger: Ledger;
	random: Random;
	isOver: () => boolean;
}

/** A reading as it is sent. */
export const wire = ({ at, bpm }: Reading) => ({ recorded_at: at, heart_rate: bpm });
