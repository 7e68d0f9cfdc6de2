import type { Place } from "../monitor/place.ts";
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
	/** Null where a personal access token speaks for them. */
	sessionId: string | null;
	/** The personal access token that speaks for them, where one does. */
	personalTokenId?: number;
}

/** A person with a session: somebody who has signed in. */
export type SignedInActor = UserActor & { sessionId: string };

/** A wearable: may write readings of one device of one patient, and read nothing. */
export interface DeviceActor {
	kind: "device";
	deviceId: number;
	patientId: number;
	/** `jti` of its token; the patient's object knows the only one that is good. */
	tokenId: string;
	/** Where the patient's object is, so that no database is asked for it; absent from older tokens. */
	jurisdiction?: Place["jurisdiction"];
}

export type Actor = UserActor | DeviceActor;
