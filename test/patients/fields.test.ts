import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PatientRight } from "../../src/auth/policy.ts";
import { yearsBetween } from "../../src/patients/answer.ts";
import { beyondRight, fieldsOf, patientValues } from "../../src/patients/fields.ts";
import { editPatientBody, type PatientFields } from "../../src/patients/schema.ts";

const now = new Date("2026-01-31T12:00:00Z");

describe("years between two dates", () => {
	it.each([
		["1990-01-31", "2026-01-31", 36],
		["1990-02-01", "2026-01-31", 35],
		["1990-01-30", "2026-01-31", 36],
		["2000-02-29", "2026-02-28", 25],
		["2000-02-29", "2026-03-01", 26],
		["2026-01-31", "2026-01-31", 0],
		["1899-12-31", "2026-01-01", 126],
	])("from %s to %s: %i", (birth, on, years) => {
		expect(yearsBetween(birth, on)).toBe(years);
	});

	it("grow by one from one birthday to the next", () => {
		const date = fc.date({ min: new Date("1900-01-01"), max: new Date("2099-12-31"), noInvalidDate: true });
		fc.assert(
			fc.property(date, date, (a, b) => {
				const [birth = "", on = ""] = [a, b].map((day) => day.toISOString().slice(0, 10)).sort();
				const nextYear = `${Number(on.slice(0, 4)) + 1}${on.slice(4)}`;
				expect(yearsBetween(birth, nextYear)).toBe(yearsBetween(birth, on) + 1);
				expect(yearsBetween(birth, on)).toBeGreaterThanOrEqual(0);
			}),
		);
	});
});

describe("the columns of a body", () => {
	it.each<[PatientFields, object]>([
		[{}, {}],
		[
			{ first_name: "Jon", phone_number: "+4930" },
			{ firstName: "Jon", phoneNumber: "+4930" },
		],
		[{ dob: "1990-01-01" }, { dateOfBirth: "1990-01-01" }],
		[{ dob: "1990-01-01", date_of_birth: "1991-01-01" }, { dateOfBirth: "1991-01-01" }],
		[{ dob: null }, { dateOfBirth: null }],
		[{ blood_type: "A+" }, { bloodGroup: "A+" }],
		[{ blood_type: "A+", blood_group: null }, { bloodGroup: null }],
		[{ age: 40 }, { statedAge: 40, statedAgeAt: now }],
		[{ age: null }, { statedAge: null, statedAgeAt: null }],
		[{ notes: null }, { notes: null }],
	])("%j are %j", (body, columns) => {
		expect(patientValues(body, now)).toEqual(columns);
	});

	it("go back to the names of the wire", () => {
		const body = { dob: "1990-01-01", blood_type: "A+" as const, age: 40, medical_history: "none" };
		const fields = ["age", "blood_group", "date_of_birth", "medical_history"];
		expect(fieldsOf(patientValues(body, now)).toSorted()).toEqual(fields);
	});
});

describe("what is beyond a right", () => {
	// Every field of an edit but the aliases and the zone's beginning.
	const aliases = ["dob", "blood_type", "timezone_from"];
	const fields = Object.keys(editPatientBody.shape).filter((name) => !aliases.includes(name));
	const clinical = ["allergies", "blood_group", "genotype", "medical_history", "medications", "notes"];

	it.each<[PatientRight, string[]]>([
		["all", []],
		["contact", [...clinical, "insurance"]],
		["clinical", fields.filter((name) => !clinical.includes(name))],
		["none", fields],
	])("%s", (right, beyond) => {
		expect(beyondRight(right, fields).toSorted()).toEqual(beyond.toSorted());
	});
});
