import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
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
	isVerified: flag("is_verified").notNull().default(false),
	gender: text("gender"),
	dateOfBirth: text("date_of_birth"),
	address: text("address", { mode: "json" }).$type<Address>(),
	acceptedTermsAt: instant("accepted_terms_at"),
	lastLogin: instant("last_login"),
	createdAt: createdNow("created_at"),
	updatedAt: createdNow("updated_at"),
});

/**
 * A login and its family of refresh tokens: the current one and its predecessor, as SHA-256 hashes. Rotation replaces
 * the hashes in place, so any other token of this session was spent before.
 */
export const sessions = sqliteTable(
	"sessions",
	{
		id: text("id").primaryKey(),
		userId: integer("user_id")
			.notNull()
			.references(() => users.id),
		refreshHash: text("refresh_hash").notNull(),
		previousHash: text("previous_hash"),
		rotatedAt: createdNow("rotated_at"),
		expiresAt: instant("expires_at").notNull(),
		endedAt: instant("ended_at"),
		userAgent: text("user_agent"),
		place: text("place"),
		createdAt: createdNow("created_at"),
	},
	(table) => [
		index("sessions_user").on(table.userId),
		// Each isolate reads the recently ended sessions every few seconds.
		index("sessions_ended").on(table.endedAt),
	],
);
