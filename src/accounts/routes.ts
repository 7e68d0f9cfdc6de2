import { publicContext } from "../auth/authenticate.ts";
import type { Role } from "../auth/roles.ts";
import { newRouter } from "../http/app-env.ts";
import { body, json, publicRoute } from "../http/route.ts";
import { flushOutbox } from "../outbox/service.ts";
import { loginBody, registerBody, signedInSchema } from "./schema.ts";
import { register } from "./service.ts";
import { signIn } from "./sign-in.ts";

const tags = ["Accounts"];

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
		rate: "sign-up",
		request: { body: body(registerBody) },
		responses: { 201: json(signedInSchema, "Registered and signed in") },
		fails: ["conflict"],
	});
	publicAccounts.openapi(route, async (c) => {
		const answer = await register(publicContext(c), c.req.valid("json"), byPath);
		c.executionCtx.waitUntil(flushOutbox(c.env));
		return c.json(answer, 201);
	});
}

const loginRoute = publicRoute({
	method: "post",
	path: "/api/auth/login",
	tags,
	summary: "Sign in with username, e-mail or phone number",
	rate: "sign-in",
	request: { body: body(loginBody) },
	responses: { 200: json(signedInSchema, "Signed in") },
	fails: ["unauthenticated"],
});
publicAccounts.openapi(loginRoute, async (c) => {
	const { username, email, phone_number, password } = c.req.valid("json");
	const answer = await signIn(publicContext(c), username || email || phone_number || "", password);
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return c.json(answer, 200);
});
