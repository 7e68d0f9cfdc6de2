DROP INDEX `doctors_license_number`;--> statement-breakpoint
UPDATE `doctors` SET `license_number` = NULL WHERE trim(`license_number`) = '';--> statement-breakpoint
CREATE UNIQUE INDEX `doctors_license_number` ON `doctors` (upper(license_number)) WHERE deleted_at is null;
