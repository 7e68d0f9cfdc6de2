import type { Role } from "./roles.ts";

/** A person, as their access token describes them: no query is needed to decide what they may do. */
export interface UserActor {
	kind: "user";
	id: number;
	roles: readonly Role[];
	/** The patient that this person is. */
	patientId: number | null;
	/** The doctor that this person is. */
	doctorId: number | null;
	sessionId: string;
}

/** A wearable: may write readings of one device of one patient, and read nothing. */
export interface DeviceActor {
	kind: "device";
	deviceId: number;
	patientId: number;
	/** `jti` of its token; the patient's object knows the only one that is good. */
	tokenId: string;
}

export type Actor = UserActor | DeviceActor;
