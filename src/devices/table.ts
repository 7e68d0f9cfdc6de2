import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { createdNow, id, instant } from "../db/columns.ts";
import { patients } from "../patients/table.ts";

export const DEVICE_STATUSES = ["active", "inactive", "maintenance"] as const;

export const devices = sqliteTable(
	"devices",
	{
		id: id(),
		/** The name that the clinic or the maker gave the device. */
		deviceId: text("device_id").notNull(),
		patientId: integer("patient_id")
			.notNull()
			.references(() => patients.id),
		status: text("status", { enum: DEVICE_STATUSES }).notNull().default("active"),
		/** The id (`jti`) of the only device token that is good, or null. The patient's object checks it. */
		tokenId: text("token_id"),
		tokenIssuedAt: instant("token_issued_at"),
		registeredAt: createdNow("registered_at"),
		lastActivity: instant("last_activity"),
		version: integer("version").notNull().default(1),
		updatedAt: createdNow("updated_at"),
		deletedAt: instant("deleted_at"),
	},
	(table) => [
		uniqueIndex("devices_device_id").on(table.deviceId).where(sql`deleted_at is null`),
		index("devices_patient").on(table.patientId),
	],
);

export type Device = typeof devices.$inferSelect;
