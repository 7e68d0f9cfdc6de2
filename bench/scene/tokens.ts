import type { Actor } from "../../src/auth/actor.ts";
import { signAccessToken, signDeviceToken } from "../../src/auth/tokens.ts";
import { AUTH_KEYS } from "../server/runtime.ts";
import { TOKEN_ID } from "./clinic.ts";

const [kid = "", secret = ""] = AUTH_KEYS.split(":");
const settings = { authKeys: [{ kid, secret: new TextEncoder().encode(secret) }] } as const;

/** The token of a patient's watch. */
export const deviceToken = (patientId: number): Promise<string> =>
	signDeviceToken(settings, { kind: "device", deviceId: patientId, patientId, tokenId: TOKEN_ID });

/** An access token of a patient, good for five minutes; their user is another than the staff's. */
export const patientToken = (patientId: number): Promise<string> =>
	userToken({ id: 1_000_000 + patientId, roles: ["patient"], patientId });

/** An access token of the staff. */
export const staffToken = (): Promise<string> => userToken({ id: 1, roles: ["staff"], patientId: null });

type Person = Pick<Extract<Actor, { kind: "user" }>, "id" | "roles" | "patientId">;

const userToken = (person: Person): Promise<string> =>
	signAccessToken(settings, { kind: "user", ...person, doctorId: null, sessionId: "bench" });
