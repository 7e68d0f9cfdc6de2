/** What a one-time code is good for. */
export type Purpose = "verify_email" | "reset_password";
