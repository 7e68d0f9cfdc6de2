import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { users } from "../accounts/table.ts";
import { createdNow, id } from "../db/columns.ts";

export const doctors = sqliteTable("doctors", {
	id: id(),
	userId: integer("user_id")
		.unique()
		.references(() => users.id),
	creatorId: integer("creator_id").references(() => users.id),
	firstName: text("first_name").notNull().default(""),
	lastName: text("last_name").notNull().default(""),
	email: text("email").unique(),
	specialization: text("specialization"),
	createdAt: createdNow("created_at"),
	updatedAt: createdNow("updated_at"),
});
