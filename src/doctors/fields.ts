import { splitName } from "../accounts/registration.ts";
import { type DoctorRow, doctorAnswer } from "./answer.ts";
import { type Hours, hoursOf, slotsOf } from "./hours.ts";
import type { DoctorBody } from "./schema.ts";
import type { doctors } from "./table.ts";

type DoctorValues = Partial<typeof doctors.$inferInsert>;

export interface DoctorChange {
	values: DoctorValues;
	/** All the hours from now on; undefined where they stay. */
	hours: Hours[] | undefined;
	/** What changes, by the names that the wire and the audit trail have for it. */
	fields: string[];
}

/** Fields of the wire by their column. */
const FIELDS = {
	firstName: "first_name",
	lastName: "last_name",
	email: "email",
	phoneNumber: "phone_number",
	specialization: "specialization",
	secondSpecialization: "specializations",
	licenseNumber: "license_number",
	yearsOfExperience: "years_of_experience",
	credentials: "credentials",
	location: "location",
} as const satisfies Partial<Record<keyof DoctorValues, keyof DoctorBody>>;

/** The fields of a body that are not as they are shown: who sends a whole answer back means only what they changed. */
function meant(row: DoctorRow | undefined, body: DoctorBody): DoctorBody {
	const shown: Record<string, unknown> = row ? doctorAnswer(row) : {};
	const sent = body.availability ? { ...body, availability: slotsOf(hoursOf(body.availability)) } : body;
	const changed = Object.entries(sent).filter(
		([name, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(shown[name] ?? null),
	);
	return Object.fromEntries(changed);
}

/** The columns that a body names, whichever seed's words it uses: an alias first, so that the canonical name wins. */
function columnsOf({ name, specializations, specialty, experience, ...body }: DoctorBody): DoctorValues {
	const [firstName, lastName] = name === undefined ? [] : splitName(name);
	const [specialization = null, secondSpecialization = null] = specializations ?? [];
	const aliased: DoctorValues = {
		...(name !== undefined && { firstName, lastName }),
		...(specializations !== undefined && { specialization, secondSpecialization }),
		...(specialty !== undefined && { specialization: specialty }),
		...(experience !== undefined && { yearsOfExperience: experience }),
	};
	const named = Object.entries(FIELDS).flatMap(([column, field]) => {
		const value = field === "specializations" ? undefined : body[field];
		return value === undefined ? [] : [[column, value]];
	});
	return { ...aliased, ...Object.fromEntries(named) };
}

/** What a body changes of a doctor, or of one who is yet to be created: null empties, what is absent stays. */
export function doctorChange(row: DoctorRow | undefined, body: DoctorBody): DoctorChange {
	const { availability, ...rest } = meant(row, body);
	const values = columnsOf(rest);
	const fields = Object.entries(FIELDS).flatMap(([column, field]) => (column in values ? [field] : []));
	const hours = availability && hoursOf(availability);
	return { values, hours, fields: hours ? [...fields, "availability"] : fields };
}
