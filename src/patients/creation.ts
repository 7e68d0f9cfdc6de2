import { eq, sql } from "drizzle-orm";
import { takenProblem, userIdOf } from "../accounts/account.ts";
import { newUser, usernameFor } from "../accounts/creation.ts";
import { passwordFault } from "../accounts/password-rules.ts";
import { users } from "../accounts/table.ts";
import { auditRow } from "../audit/service.ts";
import type { UserActor } from "../auth/actor.ts";
import { hashPassword } from "../auth/passwords.ts";
import { isAdmin } from "../auth/policy.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic } from "../db/client.ts";
import { settings } from "../env.ts";
import { invalid, problem } from "../http/problem.ts";
import { placeColumns } from "../monitor/place.ts";
import { fieldsOf, patientValues } from "./fields.ts";
import type { CreatePatientBody } from "./schema.ts";
import { getOwnPatient, getPatient, getPatientOfLogin, patientTaken } from "./service.ts";
import { patients } from "./table.ts";

/** Who looks after people, and so creates records of them that they own: not a patient, nor staff. */
export const ownsRecords = ({ roles }: UserActor): boolean =>
	roles.some((role) => role !== "patient" && role !== "staff");

/**
 * Creates a patient by the rule of whoever asks: an admin with a `username` or `create_account` creates the login
 * too; a patient completes the profile that came with their own; everybody else creates a record that they own.
 */
export function createPatient(context: ServiceContext, body: CreatePatientBody) {
	const { actor } = context;
	if (body.username !== undefined || body.create_account) {
		if (!isAdmin(actor)) throw problem("forbidden", { detail: "Only an admin may create a patient with a login." });
		return createWithLogin(context, body);
	}
	return ownsRecords(actor) ? createOwned(context, body) : completeOwnProfile(context, body);
}

async function createOwned(context: ServiceContext, body: CreatePatientBody) {
	const { db, env, actor, origin } = context;
	if (!body.first_name) throw invalid("first_name", "is required");
	const values = { ...patientValues(body, new Date()), ...placeColumns(settings(env).place), ownerId: actor.id };
	const inserted = sql<number>`(select max(id) from patients where owner_id = ${actor.id})`;
	const [[row]] = await db
		.batch([
			db.insert(patients).values(values).returning({ id: patients.id }),
			auditRow(db, {
				...{ actor, origin, action: "patient.create", entity: "patient" },
				...{ entityId: sql<string>`${inserted}`, patientId: inserted },
			}),
		])
		.catch((error) => {
			throw patientTaken(error);
		});
	if (!row) throw problem("internal");
	return getPatient(context, row.id);
}

/** The name of the login: whoever has none of their own signs in by their e-mail address or phone number. */
function nameOfLogin({ db }: ServiceContext, { username, email, phone_number }: CreatePatientBody) {
	if (username !== undefined) return username;
	if (!email && !phone_number)
		throw invalid("create_account", "needs a username, an e-mail address or a phone number to sign in by");
	return usernameFor(db, email ?? null);
}

async function createWithLogin(context: ServiceContext, body: CreatePatientBody) {
	const { db, env, actor, origin } = context;
	const username = await nameOfLogin(context, body);
	const values = patientValues(body, new Date());
	const { firstName = "", lastName = "", email = null, phoneNumber = null } = values;
	const { gender = null, dateOfBirth = null } = values;
	const login = { username, email, phoneNumber, firstName, lastName, gender, dateOfBirth };
	const fault = body.password !== undefined && (await passwordFault(body.password, login));
	if (fault) throw invalid("password", fault);
	const passwordHash = body.password === undefined ? null : await hashPassword(body.password);
	const granted = { roles: ["patient" as const], requestedRole: null, address: null, acceptedTerms: false };
	const owned = { userId: userIdOf(username), ownerId: null };
	const patientId = sql<number>`(select id from patients where user_id = ${userIdOf(username)})`;
	await atomic(db, [
		db.insert(users).values(newUser({ ...login, ...granted }, passwordHash)),
		// Nobody owns it: the patient speaks for themself, and who is no admin any more sees them no more.
		db.insert(patients).values({ ...values, ...placeColumns(settings(env).place), ...owned }),
		auditRow(db, {
			...{ actor, origin, action: "patient.create", entity: "patient", patientId },
			entityId: sql<string>`${patientId}`,
		}),
	]).catch((error) => {
		throw takenProblem(patientTaken(error));
	});
	return getPatientOfLogin(context, username);
}

/** A patient completes the profile that came with their login, once. Throws `conflict` where that was done before. */
export async function completeOwnProfile(context: ServiceContext, body: CreatePatientBody) {
	const { db, actor, origin } = context;
	const profile = await getOwnPatient(context);
	const twice = problem("conflict", { detail: "Your profile exists already: edit it instead." });
	if (profile.is_complete) throw twice;
	const values = patientValues(body, new Date());
	// Of two at once the second finds no false any more: its null is refused, and its whole batch with it.
	const isComplete = sql<boolean>`case is_complete when false then true end`;
	await atomic(db, [
		db
			.update(patients)
			.set({ ...values, isComplete, version: sql`version + 1`, updatedAt: new Date() })
			.where(eq(patients.id, profile.id)),
		auditRow(db, {
			...{ actor, origin, action: "patient.complete", entity: "patient", entityId: profile.id },
			...{ patientId: profile.id, fields: fieldsOf(values) },
		}),
	]).catch(async (error) => {
		throw (await getOwnPatient(context)).is_complete ? twice : patientTaken(error);
	});
	return getOwnPatient(context);
}
