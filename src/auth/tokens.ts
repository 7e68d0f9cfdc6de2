import { errors, type JWTHeaderParameters, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import type { AuthKey, Settings } from "../env.ts";
import { isJurisdiction } from "../monitor/place.ts";
import type { Actor, DeviceActor, SignedInActor } from "./actor.ts";
import { ROLES } from "./roles.ts";
import { VerifiedTokens } from "./verified-tokens.ts";

/** Short, because an access token is checked without a query; the seeds' strictest promise. */
export const ACCESS_SECONDS = 5 * 60;

const ISSUER = "edgeward";
const AUDIENCE = "edgeward-api";
const ALGORITHM = "HS256";
const ACCESS = "access+jwt";
const DEVICE = "device+jwt";

const accessClaims = z.object({
	sub: z.coerce.number().int(),
	roles: z.array(z.enum(ROLES)),
	pid: z.number().int().nullable(),
	did: z.number().int().nullable(),
	sid: z.string(),
	exp: z.number(),
});
const deviceClaims = z.object({
	sub: z.coerce.number().int(),
	pid: z.number().int(),
	jti: z.string(),
	jur: z.string().refine(isJurisdiction).nullish(),
});

type Keys = Pick<Settings, "authKeys">;

// An imported key is plain data, safe to keep between requests; importing it anew costs as much as a verification.
const imported = new Map<Uint8Array, CryptoKey>();

const verified = new VerifiedTokens();

async function cryptoKey({ secret }: AuthKey): Promise<CryptoKey> {
	const known = imported.get(secret);
	if (known) return known;
	const algorithm = { name: "HMAC", hash: "SHA-256" };
	const key = await crypto.subtle.importKey("raw", secret, algorithm, false, ["sign", "verify"]);
	imported.set(secret, key);
	return key;
}

async function sign(settings: Keys, typ: string, claims: JWTPayload, seconds: number | null): Promise<string> {
	const [key] = settings.authKeys;
	const token = new SignJWT(claims)
		.setProtectedHeader({ alg: ALGORITHM, typ, kid: key.kid })
		.setIssuer(ISSUER)
		.setAudience(AUDIENCE)
		.setIssuedAt();
	if (seconds !== null) token.setExpirationTime(`${seconds}s`);
	return token.sign(await cryptoKey(key));
}

/** An access token: a JWT that carries all that authorization needs, good for five minutes. */
export function signAccessToken(settings: Keys, actor: SignedInActor): Promise<string> {
	const claims = {
		sub: String(actor.id),
		roles: [...actor.roles],
		pid: actor.patientId,
		did: actor.doctorId,
		sid: actor.sessionId,
	};
	return sign(settings, ACCESS, claims, ACCESS_SECONDS);
}

/** A device token: has no end of its own; the patient's object knows the only `jti` that is good. */
export function signDeviceToken(settings: Keys, actor: DeviceActor): Promise<string> {
	const { deviceId, patientId, tokenId, jurisdiction } = actor;
	const claims = { sub: String(deviceId), pid: patientId, jti: tokenId, jur: jurisdiction };
	return sign(settings, DEVICE, claims, null);
}

/** Why a token was refused: for a log or a test. The client only learns whether it expired. */
export type TokenFailure = "expired" | "invalid";

/** The actor that a token speaks for, or why it speaks for nobody. Revocation is checked by the callers' stores. */
export async function readToken(settings: Keys, token: string): Promise<Actor | TokenFailure> {
	const known = verified.actorOf(settings.authKeys, token);
	if (known) return known;
	try {
		const { payload, protectedHeader } = await jwtVerify(token, (header) => findKey(settings, header), {
			algorithms: [ALGORITHM],
			issuer: ISSUER,
			audience: AUDIENCE,
		});
		const actor = toActor(protectedHeader.typ, payload);
		if (typeof actor === "object") verified.keep(settings.authKeys, token, { actor, exp: payload.exp ?? null });
		return actor;
	} catch (error) {
		if (error instanceof errors.JWTExpired) return "expired";
		if (error instanceof errors.JOSEError || error instanceof TypeError) return "invalid";
		throw error;
	}
}

function findKey(settings: Keys, header: JWTHeaderParameters): Promise<CryptoKey> {
	const key = settings.authKeys.find(({ kid }) => kid === header.kid);
	if (!key) throw new errors.JWSSignatureVerificationFailed();
	return cryptoKey(key);
}

function toActor(typ: string | undefined, payload: JWTPayload): Actor | TokenFailure {
	if (typ === ACCESS) {
		const claims = accessClaims.safeParse(payload).data;
		if (!claims) return "invalid";
		const { sub, roles, pid, did, sid } = claims;
		return { kind: "user", id: sub, roles, patientId: pid, doctorId: did, sessionId: sid };
	}
	const claims = typ === DEVICE ? deviceClaims.safeParse(payload).data : undefined;
	if (!claims) return "invalid";
	const { sub, pid, jti, jur } = claims;
	return {
		kind: "device",
		deviceId: sub,
		patientId: pid,
		tokenId: jti,
		...(jur !== undefined && { jurisdiction: jur }),
	};
}
