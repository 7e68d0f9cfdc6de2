import { z } from "zod";

const mail = {
	/** The same for every delivery of the same event, so that it is sent once. */
	event_id: z.string(),
	user_id: z.number().int(),
};

/** Things that happened to an account and that its owner should hear of. */
export const NOTICES = [
	"new_sign_in",
	"sign_in_linked",
	"password_changed",
	"email_changed",
	"role_granted",
	"verified",
	"token_created",
] as const;
export type Notice = (typeof NOTICES)[number];

/** Mails as they travel through the queue. A code's event names its row and never holds the code itself. */
export const mailEvents = [
	z.object({ type: z.literal("mail.code"), ...mail, code_id: z.string() }),
	z.object({
		type: z.literal("mail.notice"),
		...mail,
		notice: z.enum(NOTICES),
		/** What it was, when and from where: shown as it is. */
		details: z.record(z.string(), z.string()),
		/** An address that is not the account's any more; absent where it goes to the one that is. */
		to: z.string().optional(),
	}),
	/** Of something that is in the user's inbox: what it is stays there until the mail is written. */
	z.object({
		type: z.literal("mail.notification"),
		...mail,
		/** The event that the inbox has. */
		about: z.string(),
	}),
] as const;

export type MailEvent = z.infer<(typeof mailEvents)[number]>;
export type NotificationMail = Extract<MailEvent, { about: string }>;
/** Mails of an account, which are no one's news but its owner's. */
export type AccountMail = Exclude<MailEvent, NotificationMail>;
