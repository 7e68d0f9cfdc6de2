import { and, eq, isNull, ne } from "drizzle-orm";
import { type Account, findAccount, ownDoctor, takenProblem, userAnswer } from "../accounts/account.ts";
import { userEdit } from "../accounts/editing.ts";
import { forgive } from "../accounts/failed-sign-ins.ts";
import { isOvertaken, rolesWhile } from "../accounts/guards.ts";
import { users } from "../accounts/table.ts";
import { auditRow } from "../audit/service.ts";
import { visiblePatient } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { notYours, provePassword } from "../credentials/proof.ts";
import { atomic, type Database, type Statement } from "../db/client.ts";
import { goneProblem } from "../db/guards.ts";
import { nextVersion } from "../db/versions.ts";
import { doctorEdit } from "../doctors/editing.ts";
import { findDoctor, getDoctor } from "../doctors/service.ts";
import { doctors } from "../doctors/table.ts";
import { settings } from "../env.ts";
import { invalid, problem } from "../http/problem.ts";
import { followTimezone, patientEdit } from "../patients/editing.ts";
import { getOwnPatient, patientTaken } from "../patients/service.ts";
import { patients } from "../patients/table.ts";
import type { EditProfileBody } from "./schema.ts";

async function ownAccount({ db, actor }: ServiceContext): Promise<Account> {
	const account = await findAccount(db, eq(users.id, actor.id));
	if (!account) throw problem("not_found");
	return account;
}

/**
 * Which profile is the account's: the doctor's before the patient's, only while the role is in force, and none whose
 * record was deleted.
 */
async function roleOf({ db, actor }: ServiceContext, account: Account) {
	const { user, patientId } = account;
	const doctorId = ownDoctor(account);
	if (user.roles.includes("doctor") && doctorId !== null) return { kind: "doctor", id: doctorId } as const;
	if (!user.roles.includes("patient") || patientId === null) return undefined;
	const own = and(eq(patients.userId, actor.id), isNull(patients.deletedAt));
	const record = await db.select({ id: patients.id }).from(patients).where(own).get();
	return record && ({ kind: "patient", id: record.id } as const);
}

/** The actor's profile as their role has it, with the user inside. */
export async function getProfile(context: ServiceContext) {
	const account = await ownAccount(context);
	const user = userAnswer(account);
	const own = await roleOf(context, account);
	if (own?.kind === "doctor") return { ...(await getDoctor(context, own.id)), user };
	if (own?.kind === "patient") return { ...(await getOwnPatient(context)), user };
	return { ...user, user };
}

/**
 * What a body changes of the profile as it is shown: the user and their profile may differ in a field, and who sends a
 * whole answer back means neither.
 */
async function meant(context: ServiceContext, body: EditProfileBody): Promise<EditProfileBody> {
	const shown: Record<string, unknown> = await getProfile(context);
	const same = (name: string, value: unknown) => JSON.stringify(value) === JSON.stringify(shown[name]);
	return Object.fromEntries(Object.entries(body).filter(([name, value]) => !same(name, value)));
}

/** Whether another patient or doctor has the address: the clinic's own record of them, perhaps, which stays as it is. */
async function isTaken(db: Database, email: string, own: { kind: "doctor" | "patient"; id: number }) {
	const table = own.kind === "doctor" ? doctors : patients;
	const other = and(eq(table.email, email), ne(table.id, own.id), isNull(table.deletedAt));
	return (await db.select({ id: table.id }).from(table).where(other).get()) !== undefined;
}

/** The statements that change the profile itself, beside the user, with their audit row. */
async function roleEdit(
	context: ServiceContext,
	account: Account,
	{ email, ...rest }: EditProfileBody,
): Promise<Statement[]> {
	const { db, actor } = context;
	const own = await roleOf(context, account);
	if (!own) return [];
	const body: EditProfileBody = email && (await isTaken(db, email, own)) ? rest : { ...rest, email };
	if (own.kind === "patient") return patientEdit(context, await visiblePatient(db, actor, own.id), body);
	const { first_name, last_name, phone_number, specialization } = body;
	const named = { first_name, last_name, email: body.email, phone_number, specialization };
	return doctorEdit(context, await findDoctor(db, eq(doctors.id, own.id)), named, nextVersion(undefined));
}

/**
 * Changes what the body names, of the user and of their profile alike; of a `whole` profile that is sent back, what is
 * not as it was shown. Another e-mail address needs the password, because whoever has the address can set a new one.
 * Throws `invalid` for that or for what is taken, `forbidden` for the clinical fields of a patient, `rate_limited` after
 * too many wrong passwords.
 */
export async function editProfile(context: ServiceContext, sent: EditProfileBody, { whole }: { whole: boolean }) {
	const { db, env, actor, origin } = context;
	const body = whole ? await meant(context, sent) : sent;
	const account = await ownAccount(context);
	const { user } = account;
	const edit = await userEdit(db, settings(env), user, body);
	const role = await roleEdit(context, account, body);
	const proof = edit.values.email === undefined ? undefined : await proveForEmail(context, user, body);
	await atomic(db, [
		db
			.update(users)
			.set({
				...edit.values,
				...(proof && { roles: rolesWhile(proof.stillProven) }),
				version: nextVersion(undefined),
				updatedAt: new Date(),
			})
			.where(eq(users.id, user.id)),
		...role,
		...edit.statements,
		...(proof ? [forgive(db, proof)] : []),
		auditRow(db, {
			...{ actor, origin, action: "profile.edit", entity: "user", entityId: user.id },
			fields: edit.fields,
		}),
	]).catch((error) => {
		if (isOvertaken(error)) throw notYours(PROOF);
		const gone = goneProblem(goneProblem(error, patients.createdAt), doctors.createdAt);
		throw takenProblem(patientTaken(gone));
	});
	const own = await roleOf(context, account);
	if (own?.kind === "patient") await followTimezone(env, own.id, body);
	return getProfile(context);
}

/** The field that proves who changes the e-mail address. */
const PROOF = "current_password";

function proveForEmail(context: ServiceContext, user: Account["user"], { current_password }: EditProfileBody) {
	if (!current_password) throw invalid(PROOF, "is required to change the e-mail address");
	return provePassword(context, user, PROOF, current_password);
}
