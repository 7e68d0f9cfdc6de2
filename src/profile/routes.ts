import { serviceContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { body, json, protectedRoute } from "../http/route.ts";
import { flushOutbox } from "../outbox/service.ts";
import { editProfileBody, profileSchema } from "./schema.ts";
import { editProfile, getProfile } from "./service.ts";

export const profileRoutes = newRouter();
const path = "/api/auth/profile";
const tags = ["Accounts"];

const read = protectedRoute("profile.own", {
	method: "get",
	path,
	tags,
	summary: "Your profile, as your role has it, and your account inside",
	responses: { 200: json(profileSchema, "You") },
});
profileRoutes.openapi(read, async (c) => c.json(await getProfile(serviceContext(c)), 200));

// As in the seeds, PUT too leaves alone what the body does not name.
for (const method of ["put", "patch"] as const) {
	const edit = protectedRoute("profile.own", {
		method,
		path,
		tags,
		summary: "Edit your profile and your account",
		description:
			"Another e-mail address needs `current_password`, and counts as unproven until the code that is mailed to it " +
			"comes back.",
		request: { body: body(editProfileBody) },
		responses: { 200: json(profileSchema, "You as you are now") },
		fails: ["conflict", "rate_limited"],
	});
	profileRoutes.openapi(edit, async (c) => {
		const answer = await editProfile(serviceContext(c), c.req.valid("json"), { whole: method === "put" });
		c.executionCtx.waitUntil(flushOutbox(c.env));
		return c.json(answer, 200);
	});
}
