CREATE TABLE `patient_accesses` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`patient_id` integer NOT NULL,
	`user_id` integer NOT NULL,
	`role` text NOT NULL,
	`kind` text NOT NULL,
	`hour` integer NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`count` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `patient_accesses_hour` ON `patient_accesses` (`patient_id`,`hour`,`user_id`,`kind`);