import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Role } from "../auth/roles.ts";
import { createdNow, flag, id, instant } from "../db/columns.ts";

/** A postal address: seed 0 and 1 send one line, seed 2 an object. */
export type Address =
	| string
	| { country?: string; state?: string; city?: string; town?: string; zip_code?: string; address?: string };

export const users = sqliteTable("users", {
	id: id(),
	username: text("username").notNull().unique(),
	email: text("email").unique(),
	phoneNumber: text("phone_number").unique(),
	/** Null where an admin created the login without a password: nobody can sign in until one is set. */
	passwordHash: text("password_hash"),
	firstName: text("first_name").notNull().default(""),
	lastName: text("last_name").notNull().default(""),
	roles: text("roles", { mode: "json" }).$type<Role[]>().notNull(),
	/** The role asked for at registration that waits for an admin's approval. */
	requestedRole: text("requested_role").$type<Role>(),
	isActive: flag("is_active").notNull().default(true),
	/** An admin has checked who this is: what a doctor needs before they may take patients on. */
	isVerified: flag("is_verified").notNull().default(false),
	/** When the owner of `email` proved to be the owner of the account; null again after a change of the address. */
	emailVerifiedAt: instant("email_verified_at"),
	gender: text("gender"),
	dateOfBirth: text("date_of_birth"),
	address: text("address", { mode: "json" }).$type<Address>(),
	acceptedTermsAt: instant("accepted_terms_at"),
	firstLogin: instant("first_login"),
	lastLogin: instant("last_login"),
	/** Counts the edits; the ETag. */
	version: integer("version").notNull().default(1),
	createdAt: createdNow("created_at"),
	updatedAt: createdNow("updated_at"),
});

/** Wrong passwords of one account from one address, since the first of them. */
export const failedSignIns = sqliteTable("failed_sign_ins", {
	/** A hash of both: what people type into the wrong field may be a password. */
	key: text("key").primaryKey(),
	failures: integer("failures").notNull(),
	/** The end of the window, and of the wait if there were too many. */
	until: instant("until").notNull(),
});
