import { index, integer, real, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { users } from "../accounts/table.ts";
import { ENDS } from "../alert-engine/episodes.ts";
import { RULE_KINDS, SEVERITIES } from "../alert-engine/rules.ts";
import { id, instant } from "../db/columns.ts";
import { patients } from "../patients/table.ts";

export const ALERT_STATUSES = ["open", "acknowledged", "cleared", "withdrawn"] as const;
export type AlertStatus = (typeof ALERT_STATUSES)[number];

/** What the patients' objects say of their episodes, for lists across patients. Nobody but they write here. */
export const alerts = sqliteTable(
	"alerts",
	{
		/** The patient's number and the episode's, in one: see src/alert-engine/alert-event.ts. */
		id: integer("id").primaryKey(),
		patientId: integer("patient_id")
			.notNull()
			.references(() => patients.id),
		ruleId: integer("rule_id").notNull(),
		ruleVersion: integer("rule_version").notNull(),
		kind: text("kind", { enum: RULE_KINDS }).notNull(),
		severity: text("severity", { enum: SEVERITIES }).notNull(),
		status: text("status", { enum: ALERT_STATUSES }).notNull(),
		threshold: integer("threshold"),
		sustainedMinutes: real("sustained_minutes").notNull(),
		windowMinutes: real("window_minutes"),
		/** What the device was called. */
		device: text("device"),
		startedAt: instant("started_at").notNull(),
		openedAt: instant("opened_at").notNull(),
		raisedAt: instant("raised_at"),
		closedAt: instant("closed_at"),
		endedBy: text("ended_by", { enum: ENDS }),
		extreme: integer("extreme"),
		acknowledgedBy: integer("acknowledged_by").references(() => users.id),
		acknowledgedAt: instant("acknowledged_at"),
		/** The object's count of changes: what is older than what is known comes too late. */
		version: integer("version").notNull(),
		updatedAt: instant("updated_at").notNull(),
	},
	(table) => [
		index("alerts_patient").on(table.patientId, table.openedAt),
		index("alerts_status").on(table.status, table.openedAt),
		index("alerts_updated").on(table.updatedAt),
	],
);

export type Alert = typeof alerts.$inferSelect;

/** Who does not want to hear of a patient's rule for a while. */
export const alertSnoozes = sqliteTable(
	"alert_snoozes",
	{
		id: id(),
		userId: integer("user_id")
			.notNull()
			.references(() => users.id),
		patientId: integer("patient_id")
			.notNull()
			.references(() => patients.id),
		ruleId: integer("rule_id").notNull(),
		/** How severe the alert was then: what is worse is heard. */
		severity: text("severity", { enum: SEVERITIES }).notNull(),
		until: instant("until").notNull(),
	},
	(table) => [uniqueIndex("alert_snoozes_person").on(table.userId, table.patientId, table.ruleId)],
);
