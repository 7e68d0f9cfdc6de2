ALTER TABLE `patients` ADD `jurisdiction` text;--> statement-breakpoint
ALTER TABLE `patients` ADD `location_hint` text;--> statement-breakpoint
ALTER TABLE `patients` ADD `erasing_since` integer;