import { type JWTHeaderParameters, type JWTPayload, SignJWT } from "jose";
import { post } from "../support/client.ts";
import { createUser, unique } from "../support/factories.ts";

// As vitest.config.ts sets AUTH_KEYS, and as src/auth/tokens.ts signs: said again here, so that a change is noticed.
const KEY_ID = "test";
const SECRET = "a-secret-that-only-tests-know-0123456789";
const now = () => Math.floor(Date.now() / 1000);

// A session of its own each: a logout that a forgery reaches must not spoil the others.
const userClaims = (): JWTPayload => ({ sub: "1", roles: ["admin"], pid: null, did: null, sid: unique() });
const deviceClaims = (): JWTPayload => ({ sub: "1", pid: 1, jti: "forged" });

interface Forgery {
	claims?: JWTPayload;
	header?: Partial<JWTHeaderParameters>;
	secret?: string;
}

/** An access token of an admin that is good but for what is given. A claim given as undefined is left out. */
export function forge({ claims = {}, header = {}, secret = SECRET }: Forgery = {}): Promise<string> {
	const good = { iss: "edgeward", aud: "edgeward-api", iat: now(), exp: now() + 300, ...userClaims() };
	return new SignJWT({ ...good, ...claims })
		.setProtectedHeader({ alg: "HS256", typ: "access+jwt", kid: KEY_ID, ...header })
		.sign(new TextEncoder().encode(secret));
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

async function unsigned(): Promise<string> {
	const [, payload] = (await forge()).split(".");
	return `${part({ alg: "none", typ: "access+jwt", kid: KEY_ID })}.${payload}.`;
}

async function tampered(): Promise<string> {
	const [header, , signature] = (await forge({ claims: { roles: ["user"] } })).split(".");
	const [, payload] = (await forge()).split(".");
	return `${header}.${payload}.${signature}`;
}

const without = (claims: JWTPayload) => Object.fromEntries(Object.keys(claims).map((name) => [name, undefined]));

/** Signing in costs a password's hash: once is enough. */
function once(make: () => Promise<string>): () => Promise<string> {
	let made: Promise<string> | undefined;
	return () => {
		made ??= make();
		return made;
	};
}

async function ofEndedSession(): Promise<string> {
	const { token } = await createUser("admin");
	const { status } = await post("/api/auth/logout/", {}, token);
	if (status !== 200) throw new Error(`logout answered ${status}`);
	return token;
}

/** Every way in which what follows `Bearer ` can be wrong. */
export const BAD_TOKENS: readonly (readonly [string, () => Promise<string>])[] = [
	["no JWT at all", async () => "garbage"],
	["three parts of nothing", async () => "a.b.c"],
	["an expired token", () => forge({ claims: { iat: now() - 600, exp: now() - 5 } })],
	["a token without an end", () => forge({ claims: { exp: undefined } })],
	["a token that is not good yet", () => forge({ claims: { nbf: now() + 60 } })],
	["a token of another key under our key's id", () => forge({ secret: "another-secret-that-is-just-as-long-4567" })],
	["a token of an unknown key id", () => forge({ header: { kid: "other" } })],
	["a token without a key id", () => forge({ header: { kid: undefined } })],
	["an unsigned token (alg none)", unsigned],
	["a token signed by another algorithm", () => forge({ header: { alg: "HS512" } })],
	["a token whose claims were changed", tampered],
	["a device's claims signed as access", () => forge({ claims: { ...without(userClaims()), ...deviceClaims() } })],
	["access claims signed as a device's", () => forge({ header: { typ: "device+jwt" } })],
	["a token of no type", () => forge({ header: { typ: undefined } })],
	["another issuer's token", () => forge({ claims: { iss: "elsewhere" } })],
	["a token for another audience", () => forge({ claims: { aud: "elsewhere" } })],
	["a token with a role that there is not", () => forge({ claims: { roles: ["root"] } })],
	["a refresh token", once(async () => (await createUser("admin")).refresh)],
	["the access token of an ended session", once(ofEndedSession)],
];
