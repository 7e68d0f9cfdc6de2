import type { Writer } from "./contract.ts";

/** A device as the patient's object knows it. */
export interface KnownDevice {
	/** Its place in the keys of chunks and in the ids of readings. */
	slot: number;
	id: number;
	/** The name that people gave it. */
	deviceId: string;
	/** `jti` of the only good device token, or null. */
	tokenId: string | null;
	removed: boolean;
	/** Of its row in the database: what is older than what is known comes too late. */
	version: number;
}

/** A reading's id is its instant with the slot in the last three digits: an integer that JSON keeps exact. */
export const SLOTS = 1000;

export type DeviceFacts = Omit<KnownDevice, "slot">;

type Row = { slot: number; id: number; device_id: string; token_id: string | null; removed: number; version: number };

/** The devices of one patient, in the patient's object: the authority on whose readings and which tokens are good. */
export class DeviceStore {
	private readonly sql: SqlStorage;
	private known: KnownDevice[] | undefined;

	constructor(sql: SqlStorage) {
		this.sql = sql;
	}

	/** Forgets what is in memory. */
	forget(): void {
		this.known = undefined;
	}

	all(): readonly KnownDevice[] {
		this.known ??= this.sql
			.exec<Row>(`SELECT slot, id, device_id, token_id, removed, version FROM devices ORDER BY slot`)
			.toArray()
			.map(({ device_id, token_id, removed, ...row }) => ({
				...row,
				deviceId: device_id,
				tokenId: token_id,
				removed: removed === 1,
			}));
		return this.known;
	}

	byId(id: number): KnownDevice | undefined {
		return this.all().find((device) => device.id === id);
	}

	/** By its id, or by the name that people gave it, which comes first for a text. Removed devices are not found. */
	find(reference: number | string): KnownDevice | undefined {
		const present = this.all().filter((device) => !device.removed);
		return match(present, reference);
	}

	/** Like `find`, but also among devices that were taken away: their readings stay. */
	recall(reference: number | string): KnownDevice | undefined {
		return this.find(reference) ?? match(this.all(), reference);
	}

	/** Whether a device's token is still the good one. */
	accepts({ deviceId, tokenId }: Extract<Writer, { kind: "device" }>): boolean {
		const device = this.byId(deviceId);
		return device !== undefined && !device.removed && device.tokenId === tokenId;
	}

	/** The device that a reference means, if this writer may write for it: a token speaks for one device only. */
	writable(writer: Writer, reference: number | string): KnownDevice | undefined {
		const device = this.find(reference);
		return writer.kind === "device" && device?.id !== writer.deviceId ? undefined : device;
	}

	/** Those of the references that mean no device that was ever heard of. */
	unknown(references: readonly (number | string)[]): (number | string)[] {
		return references.filter(
			(reference) => !this.find(reference) && !(typeof reference === "number" && this.byId(reference)),
		);
	}

	bySlot(slot: number): KnownDevice | undefined {
		return this.all().find((device) => device.slot === slot);
	}

	slots(): number[] {
		return this.all().map((device) => device.slot);
	}

	/** Whether the device has a slot, or could have one: those that were taken away keep theirs. */
	hasRoomFor(id: number): boolean {
		return this.all().length < SLOTS || this.byId(id) !== undefined;
	}

	/**
	 * Adds the device, or replaces what is known of it unless that is newer. One without a token for which there is no room
	 * stays unknown, which is all the same to it; with one it throws.
	 */
	put({ id, deviceId, tokenId, removed, version }: DeviceFacts): void {
		if (!this.hasRoomFor(id)) {
			if (tokenId === null) return;
			throw new RangeError("This patient has had too many devices");
		}
		this.sql.exec(
			`INSERT INTO devices (slot, id, device_id, token_id, removed, version)
			VALUES ((SELECT coalesce(max(slot) + 1, 0) FROM devices), ?1, ?2, ?3, ?4, ?5)
			ON CONFLICT (id) DO UPDATE SET device_id = ?2, token_id = ?3, removed = ?4, version = ?5 WHERE version <= ?5`,
			id,
			deviceId,
			tokenId,
			removed ? 1 : 0,
			version,
		);
		this.forget();
	}

	/** Adds devices that were looked up, as far as there is room; what the object has learned meanwhile is newer. */
	learn(devices: readonly DeviceFacts[]): void {
		for (const device of devices) if (!this.byId(device.id) && this.hasRoomFor(device.id)) this.put(device);
	}
}

function match(devices: readonly KnownDevice[], reference: number | string): KnownDevice | undefined {
	const named = typeof reference === "string" && devices.find((device) => device.deviceId === reference);
	if (named) return named;
	const id = typeof reference === "number" || /^\d+$/.test(reference) ? Number(reference) : undefined;
	return devices.find((device) => device.id === id);
}
