import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { database } from "../../src/db/client.ts";
import { patients } from "../../src/patients/table.ts";
import { createPatient, createUser, endMappings, mapDoctor, sessionOf, type TestUser } from "./factories.ts";

const SIGNED_IN = [
	"admin",
	"staff",
	"mapped doctor",
	"formerly mapped doctor",
	"other doctor",
	"owner",
	"self",
	"other patient",
] as const;

/** Everybody who could ask about a patient. */
export const RELATIONS = [...SIGNED_IN, "anonymous"] as const;
export type Relation = (typeof RELATIONS)[number];

/** Those of them who are signed in, and a user who owns nobody. */
export const PEOPLE = [...SIGNED_IN, "other user"] as const;
export type Person = (typeof PEOPLE)[number];

/** Status codes in the order of `RELATIONS`, as cases of a table. */
export const byRelation = (...statuses: number[]): [Relation, number][] =>
	RELATIONS.map((relation, index) => [relation, statuses[index] ?? 0]);

export interface Circle {
	patient: number;
	people: Record<Person, TestUser>;
	/** Undefined for who is anonymous. */
	tokenOf: (relation: Relation) => string | undefined;
}

/** A patient with a login and an owner, and one of everybody around them. */
export async function newCircle(fields: Record<string, unknown> = {}): Promise<Circle> {
	const [admin, owner] = [await createUser("admin"), await createUser("user")];
	const { id: patient, username } = await createPatient(admin, fields);
	await database(env).update(patients).set({ ownerId: owner.id }).where(eq(patients.id, patient));
	const [mapped, former] = [await createUser("doctor"), await createUser("doctor")];
	await mapDoctor(former, patient);
	await endMappings(patient);
	await mapDoctor(mapped, patient);
	const people = {
		...{ admin, owner, "mapped doctor": mapped, "formerly mapped doctor": former },
		...{ staff: await createUser("staff"), "other doctor": await createUser("doctor") },
		self: await sessionOf(username),
		"other patient": await sessionOf((await createPatient(admin)).username),
		"other user": await createUser("user"),
	};
	return {
		...{ patient, people },
		tokenOf: (relation) => (relation === "anonymous" ? undefined : people[relation].token),
	};
}

/** A doctor in charge of the patient, beside those who are. */
export async function anotherDoctor(patient: number): Promise<TestUser> {
	const doctor = await createUser("doctor");
	await mapDoctor(doctor, patient);
	return doctor;
}
