/** Unix ms and bpm. */
export interface Reading {
	at: number;
	bpm: number;
}

/** What the independent clients know: what they sent, and what was acknowledged to them. Nothing else. */
export class Ledger {
	/** How many requests and frames were acknowledged. */
	acknowledged = 0;
	/** The start of an appointment (ISO 8601), the title of a record, `patient doctor` of a mapping. */
	readonly appointments = new Set<string>();
	readonly records = new Set<string>();
	readonly mappings = new Set<string>();
	/** The last threshold and how many edits there were, by patient. */
	readonly thresholds = new Map<number, { threshold: number; edits: number }>();
	/** The alerts that the doctor has seen to. */
	readonly seen = new Set<number>();
	private readonly readings = new Map<string, Map<number, number>>();

	/** A device's readings were acknowledged: from now on they are there, with these values. */
	store(device: string, readings: readonly Reading[]): void {
		this.acknowledged += 1;
		const own = this.readings.get(device) ?? new Map<number, number>();
		for (const { at, bpm } of readings) own.set(at, bpm);
		this.readings.set(device, own);
	}

	/** What a device has been acknowledged, oldest first. */
	readingsOf(device: string): Reading[] {
		return [...(this.readings.get(device) ?? [])].map(([at, bpm]) => ({ at, bpm })).sort((a, b) => a.at - b.at);
	}

	/** How many readings were acknowledged. */
	get count(): number {
		return [...this.readings.values()].reduce((sum, { size }) => sum + size, 0);
	}
}
