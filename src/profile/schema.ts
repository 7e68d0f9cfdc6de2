import { z } from "@hono/zod-openapi";
import { userSchema } from "../accounts/schema.ts";
import { doctorSchema } from "../doctors/schema.ts";
import { line } from "../http/text.ts";
import { editPatientBody, patientSchema } from "../patients/schema.ts";

const user = userSchema;

/** The role's profile with the user inside; who is neither patient nor doctor has the user's fields on top too. */
export const profileSchema = z
	.union([
		z.object({ ...patientSchema.shape, user }).openapi("PatientProfile"),
		z.object({ ...doctorSchema.shape, user }).openapi("DoctorProfile"),
		z.object({ ...userSchema.shape, user }).openapi("UserProfile"),
	])
	.openapi("Profile");

export const editProfileBody = editPatientBody
	.extend({
		specialization: line(120).nullable().optional().describe("Of a doctor"),
		current_password: z.string().optional().describe("Needed to change `email`"),
	})
	.openapi("EditProfile", { example: { first_name: "Ada", phone_number: "+49 30 1234567" } });
export type EditProfileBody = z.infer<typeof editProfileBody>;
