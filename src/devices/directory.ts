import { and, eq, inArray, isNull, or, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import type { DeviceFacts } from "../monitor/device-store.ts";
import { devices } from "./table.ts";

/** The patient's devices among these ids and names, for an object that does not know them yet. */
export async function devicesOfPatient(
	db: Database,
	patientId: number,
	references: readonly (number | string)[],
): Promise<DeviceFacts[]> {
	// One JSON parameter: a batch may name more devices than a statement may have parameters.
	const named = sql`(select value from json_each(${JSON.stringify(references.map(String))}))`;
	const found = await db
		.select({ id: devices.id, deviceId: devices.deviceId, tokenId: devices.tokenId, version: devices.version })
		.from(devices)
		.where(
			and(
				eq(devices.patientId, patientId),
				isNull(devices.deletedAt),
				or(inArray(sql`cast(${devices.id} as text)`, named), inArray(devices.deviceId, named)),
			),
		);
	return found.map((device) => ({ ...device, removed: false }));
}
