import { publicContext, serviceContext, signedInContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { body, json, messageSchema, protectedRoute, publicRoute } from "../http/route.ts";
import { flushOutbox } from "../outbox/service.ts";
import { changePasswordBody, forgetPasswordBody, resetPasswordBody, verifyEmailBody } from "./schema.ts";
import { changePassword, forgetPassword, resendVerification, resetPassword, verifyEmail } from "./service.ts";

const tags = ["Passwords and e-mail"];

/** The doors that need no token. */
export const publicCredentials = newRouter();

for (const path of ["/api/auth/password/forget", "/api/v1/auth/password/forget"]) {
	const route = publicRoute({
		method: "post",
		path,
		tags,
		summary: "Ask for a code to set a new password",
		description: "The answer is the same whether there is such an account or not.",
		request: { body: body(forgetPasswordBody) },
		responses: { 200: json(messageSchema, "If there is an account, a code is on its way to it") },
	});
	publicCredentials.openapi(route, async (c) => {
		const { email, username } = c.req.valid("json");
		await forgetPassword(publicContext(c), email ?? username ?? "");
		c.executionCtx.waitUntil(flushOutbox(c.env));
		return c.json({ message: "If an account has this address, a code is on its way to it." }, 200);
	});
}

for (const path of ["/api/auth/password/reset", "/api/v1/auth/password/reset"]) {
	const route = publicRoute({
		method: "post",
		path,
		tags,
		summary: "Set a new password with a code",
		description: "The code works once, within 20 minutes. Every session and every personal token ends.",
		request: { body: body(resetPasswordBody) },
		responses: { 200: json(messageSchema, "The password is set") },
	});
	publicCredentials.openapi(route, async (c) => {
		const { token, new_password } = c.req.valid("json");
		await resetPassword(publicContext(c), token, new_password);
		c.executionCtx.waitUntil(flushOutbox(c.env));
		return c.json({ message: "The password is set: sign in with it." }, 200);
	});
}

const verify = publicRoute({
	method: "post",
	path: "/api/auth/verify-email",
	tags,
	summary: "Prove the e-mail address with a code",
	request: { body: body(verifyEmailBody) },
	responses: { 200: json(messageSchema, "The address is proven") },
});
publicCredentials.openapi(verify, async (c) => {
	await verifyEmail(publicContext(c), c.req.valid("json").token);
	return c.json({ message: "The e-mail address is verified." }, 200);
});

/** The doors behind a token. */
export const credentialRoutes = newRouter();

const change = protectedRoute("password.change", {
	method: "post",
	path: "/api/auth/password/change",
	tags,
	summary: "Change your password",
	description: "Ends your other sessions. Wrong attempts count like failed sign-ins.",
	request: { body: body(changePasswordBody) },
	responses: { 200: json(messageSchema, "Changed") },
	fails: ["rate_limited"],
});
credentialRoutes.openapi(change, async (c) => {
	const { old_password, current_password, new_password } = c.req.valid("json");
	await changePassword(signedInContext(c), old_password ?? current_password ?? "", new_password);
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return c.json({ message: "The password is changed; your other sessions have ended." }, 200);
});

const resend = protectedRoute("profile.own", {
	method: "post",
	path: "/api/auth/verify-email/resend",
	tags,
	summary: "Send the code for your e-mail address again",
	description: "At most one a minute.",
	responses: { 200: json(messageSchema, "On its way, if the address is not verified yet") },
});
credentialRoutes.openapi(resend, async (c) => {
	await resendVerification(serviceContext(c));
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return c.json({ message: "If your address is not verified yet, a code is on its way to it." }, 200);
});
