import { describe, expect, it } from "vitest";
import { type Stranger, whoIsIt } from "../../src/oidc/recognition.ts";

const ada: Stranger = {
	...{ issuer: "https://id.example.org", subject: "1", firstName: "Ada", lastName: "Lovelace" },
	...{ email: "ada@example.org", emailVerified: true },
};
const account = (name: string, more: Partial<{ isActive: boolean; emailVerifiedAt: Date | null }> = {}) => ({
	name,
	user: { isActive: true, emailVerifiedAt: new Date(0), ...more },
});
const known = account("known");
const proven = account("proven");
const unproven = account("unproven", { emailVerifiedAt: null });
const retired = account("retired", { isActive: false });

const silent = { email: null, emailVerified: false };
const claiming = { emailVerified: false };

describe("somebody whose identity an account knows", () => {
	it.each<[string, Partial<Stranger>, typeof known | undefined]>([
		["with the address of that account", {}, known],
		["with an address of nobody", {}, undefined],
		["with the address of another account", {}, proven],
		["with an address that they have not proven", claiming, unproven],
		["without an address", silent, undefined],
	])("is that account, %s", (_, claims, byEmail) => {
		expect(whoIsIt({ ...ada, ...claims }, { byIdentity: known, byEmail })).toEqual({ is: "known", account: known });
	});

	it("is refused while that account is not active, whoever has the address", () => {
		const verdict = { is: "refused", reason: "inactive account", account: retired };
		for (const byEmail of [undefined, proven]) expect(whoIsIt(ada, { byIdentity: retired, byEmail })).toEqual(verdict);
	});
});

describe("somebody whom no account knows", () => {
	const decide = (claims: Partial<Stranger>, byEmail?: typeof known) =>
		whoIsIt({ ...ada, ...claims }, { byIdentity: undefined, byEmail });

	it("is new where nobody has their address", () => {
		expect(decide({})).toEqual({ is: "new", email: "ada@example.org" });
	});

	it("is the account whose address both sides have seen proven", () => {
		expect(decide({}, proven)).toEqual({ is: "linkable", account: proven });
	});

	it("is not let into an account that may not be theirs", () => {
		expect(decide({}, unproven)).toEqual({ is: "refused", reason: "unconfirmed account", account: unproven });
		expect(decide({}, retired)).toEqual({ is: "refused", reason: "inactive account", account: retired });
	});

	it.each([
		undefined,
		proven,
		unproven,
		retired,
	])("learns nothing by an address that they have not proven", (byEmail) => {
		expect(decide(claiming, byEmail)).toEqual({ is: "refused", reason: "unverified email" });
	});

	it("is refused without an address, even if the provider says that it is proven", () => {
		for (const emailVerified of [true, false])
			expect(decide({ email: null, emailVerified })).toEqual({ is: "refused", reason: "no email" });
	});
});
