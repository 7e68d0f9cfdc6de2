import { z } from "@hono/zod-openapi";
import { email } from "../accounts/schema.ts";

const newPassword = z.string().openapi({ example: "a long sentence 7" });
const code = z.string().trim().min(1).max(200).describe("From the mail").openapi({ example: "9aR4kT…" });

export const changePasswordBody = z
	.object({
		old_password: z.string().optional().openapi({ example: "an old sentence 6" }),
		current_password: z.string().optional().describe("The same as `old_password`"),
		new_password: newPassword,
	})
	.refine((body) => body.old_password !== undefined || body.current_password !== undefined, {
		path: ["old_password"],
		message: "is required",
	})
	.openapi("ChangePassword", { example: { old_password: "an old sentence 6", new_password: "a long sentence 7" } });

export const forgetPasswordBody = z
	.object({ email: email.optional(), username: email.optional().describe("Seed 2: the e-mail address") })
	.refine((body) => body.email ?? body.username, { path: ["email"], message: "is required" })
	.openapi("ForgetPassword", { example: { email: "ada@example.org" } });

export const resetPasswordBody = z.object({ token: code, new_password: newPassword }).openapi("ResetPassword");

export const verifyEmailBody = z.object({ token: code }).openapi("VerifyEmail");
