import type { PatientRight } from "../auth/policy.ts";
import type { PatientFields } from "./schema.ts";
import type { patients } from "./table.ts";

/** Fields of the wire that stand for a column of another name. */
const COLUMNS = {
	first_name: "firstName",
	last_name: "lastName",
	email: "email",
	phone_number: "phoneNumber",
	date_of_birth: "dateOfBirth",
	gender: "gender",
	address: "address",
	blood_group: "bloodGroup",
	genotype: "genotype",
	nationality: "nationality",
	allergies: "allergies",
	medications: "medications",
	medical_history: "medicalHistory",
	insurance: "insurance",
	emergency_contact: "emergencyContact",
	notes: "notes",
	timezone: "timezone",
} as const satisfies Partial<Record<keyof PatientFields, keyof typeof patients.$inferInsert>>;

const CLINICAL: ReadonlySet<string> = new Set([
	"bloodGroup",
	"genotype",
	"allergies",
	"medications",
	"medicalHistory",
	"notes",
]);

export type PatientValues = Partial<typeof patients.$inferInsert>;

/** The columns that a body sets. The canonical name wins over its alias; what is absent stays as it is. */
export function patientValues(body: PatientFields, now: Date): PatientValues {
	const canonical = {
		...body,
		date_of_birth: body.date_of_birth ?? body.dob,
		blood_group: body.blood_group ?? body.blood_type,
	};
	const set = Object.entries(COLUMNS).flatMap(([field, column]) => {
		const value = canonical[field as keyof typeof COLUMNS];
		return value === undefined ? [] : [[column, value]];
	});
	const stated = body.age === undefined ? {} : { statedAge: body.age, statedAgeAt: now };
	return { ...Object.fromEntries(set), ...stated };
}

/** The columns among `values` that this right does not let its holder change. */
export function beyondRight(right: PatientRight, values: PatientValues): string[] {
	const columns = Object.keys(values);
	switch (right) {
		case "all":
			return [];
		case "clinical":
			return columns.filter((column) => !CLINICAL.has(column));
		case "contact":
			return columns.filter((column) => CLINICAL.has(column) || column === "insurance");
		case "none":
			return columns;
	}
}
