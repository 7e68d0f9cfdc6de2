CREATE TABLE `alert_snoozes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`user_id` integer NOT NULL,
	`patient_id` integer NOT NULL,
	`rule_id` integer NOT NULL,
	`severity` text NOT NULL,
	`until` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`patient_id`) REFERENCES `patients`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `alert_snoozes_person` ON `alert_snoozes` (`user_id`,`patient_id`,`rule_id`);--> statement-breakpoint
CREATE TABLE `alerts` (
	`id` integer PRIMARY KEY NOT NULL,
	`patient_id` integer NOT NULL,
	`rule_id` integer NOT NULL,
	`rule_version` integer NOT NULL,
	`kind` text NOT NULL,
	`severity` text NOT NULL,
	`status` text NOT NULL,
	`threshold` integer,
	`sustained_minutes` real NOT NULL,
	`window_minutes` real,
	`device` text,
	`started_at` integer NOT NULL,
	`opened_at` integer NOT NULL,
	`raised_at` integer,
	`closed_at` integer,
	`ended_by` text,
	`extreme` integer,
	`acknowledged_by` integer,
	`acknowledged_at` integer,
	`version` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`patient_id`) REFERENCES `patients`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`acknowledged_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `alerts_patient` ON `alerts` (`patient_id`,`opened_at`);--> statement-breakpoint
CREATE INDEX `alerts_status` ON `alerts` (`status`,`opened_at`);--> statement-breakpoint
CREATE INDEX `alerts_updated` ON `alerts` (`updated_at`);--> statement-breakpoint
ALTER TABLE `patient_vitals` ADD `next_due_at` integer;--> statement-breakpoint
CREATE INDEX `patient_vitals_due` ON `patient_vitals` (`next_due_at`) WHERE next_due_at is not null;