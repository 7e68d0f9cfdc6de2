import { beforeAll, describe, expect, it } from "vitest";
import { get, patch } from "../support/client.ts";
import { createPatient, createUser, type TestUser } from "../support/factories.ts";

let admin: TestUser;
let path: string;
beforeAll(async () => {
	admin = await createUser("admin");
	path = `/api/patients/${(await createPatient(admin)).id}/`;
});

const GENDERS = { M: "male", F: "female", O: "others", male: "male", female: "female", others: "others" };

describe("what else a chart says of a patient", () => {
	it.each([
		...["A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-"].map((group) => ["blood_group", group, group] as const),
		...["AA", "AS", "SS"].map((genotype) => ["genotype", genotype, genotype] as const),
		...Object.entries(GENDERS).map(([sent, kept]) => ["gender", sent, kept] as const),
		...["allergies", "medications", "medical_history"].map((field) => [field, "as a text", "as a text"] as const),
		["insurance", "Acme, no. 7", "Acme, no. 7"] as const,
		["insurance", { company: "Acme", number: "7" }, { company: "Acme", number: "7" }] as const,
		["emergency_contact", "+4930111", "+4930111"] as const,
		["emergency_contact", { name: "Jo", phone_number: "+4930111" }, { name: "Jo", phone_number: "+4930111" }] as const,
	])("%s may be %j", async (field, sent, kept) => {
		expect(await patch(path, { [field]: sent }, admin.token)).toMatchObject({ status: 200, body: { [field]: kept } });
		expect((await get(path, admin.token)).body[field]).toEqual(kept);
	});
});
