import type { Context } from "hono";
import { allow, serviceContext } from "../auth/authenticate.ts";
import type { Role } from "../auth/roles.ts";
import { settings } from "../env.ts";
import { type AppEnv, newRouter } from "../http/app-env.ts";
import { body, describedRoute, json, publicRoute } from "../http/route.ts";
import {
	loginBody,
	logoutBody,
	messageSchema,
	pairSchema,
	refreshBody,
	registerBody,
	signedInSchema,
} from "./schema.ts";
import { login, logout, refresh, register } from "./service.ts";
import type { Origin } from "./sessions.ts";

const tags = ["Accounts"];

function originOf(c: Context<AppEnv>): Origin {
	// Absent in tests and behind some proxies.
	const cf = c.req.raw.cf as { city?: string; country?: string } | undefined;
	const place = [cf?.city, cf?.country].filter(Boolean).join(", ");
	return { userAgent: c.req.header("User-Agent")?.slice(0, 200) ?? null, place: place || null };
}

/** The doors that need no token. */
export const publicAccounts = newRouter();

const REGISTER_PATHS: readonly (readonly [string, Role | undefined])[] = [
	["/api/auth/register", undefined],
	["/api/v1/auth/register/user", "patient"],
	["/api/v1/auth/register/practitioner", "doctor"],
];

for (const [path, byPath] of REGISTER_PATHS) {
	const route = publicRoute({
		method: "post",
		path,
		tags,
		summary: "Register",
		description: "Takes any seed's body. Asking for admin or staff stays a request until an admin approves it.",
		request: { body: body(registerBody) },
		responses: { 201: json(signedInSchema, "Registered and signed in") },
	});
	publicAccounts.openapi(route, async (c) => {
		const options = { byPath, origin: originOf(c), requestId: c.get("requestId") };
		return c.json(await register(c.get("db"), settings(c.env), c.req.valid("json"), options), 201);
	});
}

const loginRoute = publicRoute({
	method: "post",
	path: "/api/auth/login",
	tags,
	summary: "Sign in with username, e-mail or phone number",
	request: { body: body(loginBody) },
	responses: { 200: json(signedInSchema, "Signed in") },
	fails: ["unauthenticated"],
});
publicAccounts.openapi(loginRoute, async (c) => {
	const { username, email, phone_number, password } = c.req.valid("json");
	const name = username || email || phone_number || "";
	return c.json(await login(c.get("db"), settings(c.env), name, password, originOf(c)), 200);
});

for (const path of ["/api/auth/token/refresh", "/api/auth/refresh", "/api/v1/identity/refresh"]) {
	const route = publicRoute({
		method: "post",
		path,
		tags,
		summary: "Exchange a refresh token for a new pair",
		request: { body: body(refreshBody) },
		responses: { 200: json(pairSchema, "A new pair; the old refresh token is spent") },
		fails: ["unauthenticated"],
	});
	publicAccounts.openapi(route, async (c) =>
		c.json(await refresh(c.get("db"), settings(c.env), c.req.valid("json").refresh), 200),
	);
}

/** The doors behind a token. */
export const accounts = newRouter();

for (const path of ["/api/auth/logout", "/api/v1/auth/logout"]) {
	const route = describedRoute("session.end", {
		method: "post",
		path,
		tags,
		summary: "End this session: its refresh and its access tokens",
		request: { body: { content: { "application/json": { schema: logoutBody } } } },
		responses: { 200: json(messageSchema, "Signed out") },
	});
	// Documented here, never read: no body may stand in the way of a logout.
	accounts.openAPIRegistry.registerPath(route);
	accounts.post(path, allow("session.end"), async (c) => {
		await logout(serviceContext(c));
		return c.json({ message: "Signed out." }, 200);
	});
}
