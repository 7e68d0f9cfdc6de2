DROP INDEX `doctors_email_unique`;--> statement-breakpoint
DROP INDEX `doctors_license_number_unique`;--> statement-breakpoint
CREATE UNIQUE INDEX `doctors_email` ON `doctors` (`email`) WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX `doctors_license_number` ON `doctors` (`license_number`) WHERE deleted_at is null;