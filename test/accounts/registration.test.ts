import { describe, expect, it } from "vitest";
import { readRegistration } from "../../src/accounts/registration.ts";
import { type RegisterBody, registerBody } from "../../src/accounts/schema.ts";

const PASSWORD = "a long sentence 7";
const read = (body: Partial<RegisterBody>, byPath?: "patient" | "doctor") =>
	readRegistration({ password: PASSWORD, ...body }, byPath, "made-up");

function registration(...arguments_: Parameters<typeof read>) {
	const result = read(...arguments_);
	if ("errors" in result) throw new Error(JSON.stringify(result.errors));
	return result.registration;
}

describe("the role", () => {
	it.each([
		[{}, ["user"], null],
		[{ user_type: "patient" }, ["patient"], null],
		[{ user_type: "PATIENT" }, ["patient"], null],
		[{ user_type: "Doctor" }, ["doctor"], null],
		[{ user_type: "practitioner" }, ["doctor"], null],
		[{ user_type: "user" }, ["user"], null],
		[{ user_type: "admin" }, ["user"], "admin"],
		[{ user_type: "staff" }, ["user"], "staff"],
		[{ is_patient: true }, ["patient"], null],
		[{ is_patient: true, is_doctor: true }, ["doctor", "patient"], null],
		[{ is_admin_staff: true }, ["user"], "admin"],
		[{ is_admin_staff: true, is_patient: true }, ["patient"], "admin"],
		[{ is_patient: false, is_doctor: false, is_admin_staff: false }, ["user"], null],
		[{ user_type: "patient", is_admin_staff: true }, ["patient"], null],
	])("%j grants %j and asks for %s", (body, roles, requestedRole) => {
		expect(registration({ username: "ada", ...body })).toMatchObject({ roles, requestedRole });
	});

	it("of the path wins over the body's", () => {
		expect(registration({ username: "ada", user_type: "admin" }, "doctor")).toMatchObject({
			...{ roles: ["doctor"], requestedRole: null },
		});
	});

	it.each(["king", "", "constructor", "__proto__"])("%j is refused by name", (user_type) => {
		expect(read({ username: "ada", user_type })).toEqual({ errors: { user_type: [expect.stringContaining("admin")] } });
	});
});

describe("the username", () => {
	it.each([
		[{ username: "ada", email: "a@b.com", phone_number: "+4930123" }, "ada"],
		[{ phone_number: "+4930123" }, "made-up"],
	])("of %j is %s", (body, username) => {
		expect(registration(body)).toMatchObject({ username });
	});
});

describe("the name", () => {
	it.each([
		["Ada", "Ada", ""],
		["Ada Lovelace", "Ada", "Lovelace"],
		["A".repeat(60), "A".repeat(60), ""],
		[`${"A".repeat(59)} ${"B".repeat(60)}`, "A".repeat(59), "B".repeat(60)],
		[" Ada  Augusta King Lovelace ", "Ada Augusta King", "Lovelace"],
	])("%j is %j and %j", (name, firstName, lastName) => {
		expect(registration({ username: "ada", name })).toMatchObject({ firstName, lastName });
	});

	it("gives way to first_name and last_name", () => {
		const body = { username: "ada", name: "Ada Lovelace", first_name: "Augusta", last_name: "King" };
		expect(registration(body)).toMatchObject({ firstName: "Augusta", lastName: "King" });
	});
});

describe("the body", () => {
	const parse = (body: object) => registerBody.safeParse({ username: "ada", password: PASSWORD, ...body });

	it.each([
		[{ email: " Ada@Example.ORG " }, { email: "ada@example.org" }],
		[{ phone_number: "+49 (30) 123-45.67" }, { phone_number: "+49301234567" }],
		[{ gender: "F" }, { gender: "female" }],
		[{ gender: "other" }, { gender: "others" }],
		[
			{ email: "", phone_number: null, gender: "" },
			{ email: undefined, phone_number: undefined, gender: undefined },
		],
		[{ address: { city: "Springfield" } }, { address: { city: "Springfield" } }],
		[{ username: "  ada  " }, { username: "ada" }],
	])("%j is read as %j", (sent, expected) => {
		expect(parse(sent).data).toMatchObject(expected);
	});

	it.each([
		[{ date_of_birth: "1990-02-30" }],
		[{ date_of_birth: "2999-01-01" }],
		[{ dob: "2999-01-01" }],
		[{ gender: "X" }],
		[{ phone_number: "1234" }],
		[{ email: "a@b" }],
		[{ username: "a" }],
		[{ username: "x".repeat(151) }],
		[{ is_patient: "yes" }],
	])("%j is refused", (sent) => {
		expect(parse(sent).success).toBe(false);
	});

	it("takes the date of birth by either name, the canonical one first", () => {
		expect(registration({ username: "ada", dob: "1990-01-01" })).toMatchObject({ dateOfBirth: "1990-01-01" });
		const both = { username: "ada", dob: "1990-01-01", date_of_birth: "1991-01-01" };
		expect(registration(both)).toMatchObject({ dateOfBirth: "1991-01-01" });
	});
});
