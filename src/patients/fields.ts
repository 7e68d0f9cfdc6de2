import type { PatientRight } from "../auth/policy.ts";
import { ageOf } from "./answer.ts";
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
	"blood_group",
	"genotype",
	"allergies",
	"medications",
	"medical_history",
	"notes",
]);

export type PatientValues = Partial<typeof patients.$inferInsert>;

const firstSent = <T>(canonical: T, alias: T) => (canonical === undefined ? alias : canonical);

/** The columns that a body sets: null empties, what is absent stays. The canonical name wins over its alias. */
export function patientValues(body: PatientFields, now: Date): PatientValues {
	const canonical = {
		...body,
		date_of_birth: firstSent(body.date_of_birth, body.dob),
		blood_group: firstSent(body.blood_group, body.blood_type),
	};
	const set = Object.entries(COLUMNS).flatMap(([field, column]) => {
		const value = canonical[field as keyof typeof COLUMNS];
		return value === undefined ? [] : [[column, value]];
	});
	const stated = body.age === undefined ? {} : { statedAge: body.age, statedAgeAt: body.age === null ? null : now };
	return { ...Object.fromEntries(set), ...stated };
}

/** The values that are not what they were: who sends a whole answer back changes only what they changed in it. */
export function changedValues(
	patient: typeof patients.$inferSelect,
	{ statedAge, statedAgeAt, ...values }: PatientValues,
	now: Date,
): PatientValues {
	const changed = Object.entries(values).filter(
		// The cast only says where the names come from.
		([column, value]) => JSON.stringify(value) !== JSON.stringify(patient[column as keyof typeof values]),
	);
	const stated = statedAge === undefined || statedAge === ageOf(patient, now) ? {} : { statedAge, statedAgeAt };
	return { ...Object.fromEntries(changed), ...stated };
}

/** What the columns are called on the wire: the words of the audit trail and of refusals. */
export function fieldsOf(values: PatientValues): string[] {
	const fields = Object.entries(COLUMNS).flatMap(([field, column]) => (column in values ? [field] : []));
	return "statedAge" in values ? [...fields, "age"] : fields;
}

/** The fields among these that this right does not let its holder change. */
export function beyondRight(right: PatientRight, fields: readonly string[]): string[] {
	switch (right) {
		case "all":
			return [];
		case "clinical":
			return fields.filter((field) => !CLINICAL.has(field));
		case "contact":
			return fields.filter((field) => CLINICAL.has(field) || field === "insurance");
		case "none":
			return [...fields];
	}
}
