import { z } from "@hono/zod-openapi";
import type { doctors } from "./table.ts";

export const doctorSchema = z
	.object({
		id: z.number().int(),
		first_name: z.string(),
		last_name: z.string(),
		name: z.string(),
		email: z.string().nullable(),
		specialization: z.string().nullable(),
		created_at: z.string(),
		updated_at: z.string(),
	})
	.openapi("Doctor");

export function doctorAnswer(doctor: typeof doctors.$inferSelect) {
	return {
		id: doctor.id,
		first_name: doctor.firstName,
		last_name: doctor.lastName,
		name: `${doctor.firstName} ${doctor.lastName}`.trim(),
		email: doctor.email,
		specialization: doctor.specialization,
		created_at: doctor.createdAt.toISOString(),
		updated_at: doctor.updatedAt.toISOString(),
	};
}
