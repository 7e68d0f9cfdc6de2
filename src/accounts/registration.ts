import type { Role } from "../auth/roles.ts";
import type { FieldErrors } from "../http/problem.ts";
import { LONGEST_WORD, type RegisterBody } from "./schema.ts";
import type { Address } from "./table.ts";

/** A registration in our own terms, whichever seed's client sent it. */
export interface Registration {
	username: string;
	email: string | null;
	phoneNumber: string | null;
	password: string;
	firstName: string;
	lastName: string;
	gender: string | null;
	dateOfBirth: string | null;
	address: Address | null;
	acceptedTerms: boolean;
	/** Granted at once. */
	roles: Role[];
	/** Waits for an admin. */
	requestedRole: Role | null;
}

const NEEDS_APPROVAL: readonly Role[] = ["admin", "staff"];

const USER_TYPES: ReadonlyMap<string, Role> = new Map([
	["admin", "admin"],
	["staff", "staff"],
	["doctor", "doctor"],
	["practitioner", "doctor"],
	["patient", "patient"],
	["user", "user"],
]);

/** Seed 0 and 3 name a `user_type`, seed 1 sends flags, seed 2 says it by the path. */
function wantedRoles(body: RegisterBody, byPath: Role | undefined): Role[] | undefined {
	if (byPath) return [byPath];
	if (body.user_type !== undefined) {
		const role = USER_TYPES.get(body.user_type.toLowerCase());
		return role && [role];
	}
	const flags: [boolean | undefined, Role][] = [
		[body.is_admin_staff, "admin"],
		[body.is_doctor, "doctor"],
		[body.is_patient, "patient"],
	];
	const roles = flags.flatMap(([set, role]) => (set ? [role] : []));
	return roles.length > 0 ? roles : ["user"];
}

/** `Ada Augusta Lovelace` → `Ada Augusta`, `Lovelace`. */
export function splitName(name: string): [string, string] {
	const words = name.trim().split(/\s+/);
	return words.length > 1 ? [words.slice(0, -1).join(" "), words.at(-1) ?? ""] : [name.trim(), ""];
}

function nameErrors([firstName, lastName]: [string, string]): FieldErrors {
	const tooLong = Math.max(firstName.length, lastName.length) > LONGEST_WORD;
	return tooLong ? { name: [`has a first or last name of more than ${LONGEST_WORD} characters`] } : {};
}

function repetitionErrors(body: RegisterBody): FieldErrors {
	for (const field of ["password2", "password_confirm"] as const) {
		if (body[field] !== undefined && body[field] !== body.password) return { [field]: ["does not match password"] };
	}
	return {};
}

/**
 * Reads any seed's body as one registration. Pure; `nameless` is the username where none is given. Answers field errors
 * where it cannot. Whether the password is a good one is `passwordFault`'s to say.
 */
export function readRegistration(
	body: RegisterBody,
	byPath: Role | undefined,
	nameless: string,
): { registration: Registration } | { errors: FieldErrors } {
	const { email = null, phone_number: phoneNumber = null } = body;
	if (!body.username && !email && !phoneNumber)
		return { errors: { username: ["give a username, an e-mail address or a phone number"] } };
	const roles = wantedRoles(body, byPath);
	if (!roles) return { errors: { user_type: [`must be one of ${[...USER_TYPES.keys()].join(", ")}`] } };
	const username = body.username ?? nameless;
	const [firstName, lastName] = body.name ? splitName(body.name) : ["", ""];
	const errors = { ...repetitionErrors(body), ...nameErrors([firstName, lastName]) };
	if (Object.keys(errors).length > 0) return { errors };
	const granted = roles.filter((role) => !NEEDS_APPROVAL.includes(role));
	return {
		registration: {
			username,
			email,
			phoneNumber,
			password: body.password,
			firstName: body.first_name ?? firstName,
			lastName: body.last_name ?? lastName,
			gender: body.gender ?? null,
			dateOfBirth: body.date_of_birth ?? body.dob ?? null,
			address: body.address ?? null,
			acceptedTerms: body.is_accept_terms_and_condition ?? false,
			roles: granted.length > 0 ? granted : ["user"],
			requestedRole: roles.find((role) => NEEDS_APPROVAL.includes(role)) ?? null,
		},
	};
}
