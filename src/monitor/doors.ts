const BASE = "https://monitor";

/** The address at which a patient's object opens a socket for a device. Only our own code can reach it. */
export function deviceDoor(deviceId: number, tokenId: string): URL {
	return new URL(`/device?${new URLSearchParams({ device: String(deviceId), token_id: tokenId })}`, BASE);
}

/** The address at which it opens one for a ward that has the patient in view. */
export const wardDoor = (): URL => new URL("/ward", BASE);

/** The address at which it opens one for a viewer, who goes on behind a cursor or begins now. */
export function viewerDoor(cursor: readonly number[] | null): URL {
	return new URL(cursor ? `/viewer?after=${cursor.join(".")}` : "/viewer", BASE);
}
