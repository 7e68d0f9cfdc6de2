import { eq } from "drizzle-orm";
import { type Account, findAccount, takenProblem, userAnswer } from "../accounts/account.ts";
import { userEdit } from "../accounts/editing.ts";
import { forgive } from "../accounts/failed-sign-ins.ts";
import { users } from "../accounts/table.ts";
import { auditRow } from "../audit/service.ts";
import { visiblePatient } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { provePassword } from "../credentials/proof.ts";
import { atomic, type Database, type Statement } from "../db/client.ts";
import { doctorAnswer } from "../doctors/answer.ts";
import { doctors } from "../doctors/table.ts";
import { settings } from "../env.ts";
import { invalid, problem } from "../http/problem.ts";
import { followTimezone, patientEdit } from "../patients/editing.ts";
import { getOwnPatient, patientTaken } from "../patients/service.ts";
import type { EditProfileBody } from "./schema.ts";

async function ownAccount({ db, actor }: ServiceContext): Promise<Account> {
	const account = await findAccount(db, eq(users.id, actor.id));
	if (!account) throw problem("not_found");
	return account;
}

/** Which profile is the account's: the doctor's before the patient's, and only while the role is in force. */
function kindOf({ user, patientId, doctorId }: Account): { kind: "doctor" | "patient"; id: number } | undefined {
	if (user.roles.includes("doctor") && doctorId !== null) return { kind: "doctor", id: doctorId };
	if (user.roles.includes("patient") && patientId !== null) return { kind: "patient", id: patientId };
	return undefined;
}

async function doctorOf(db: Database, id: number) {
	const doctor = await db.select().from(doctors).where(eq(doctors.id, id)).get();
	if (!doctor) throw problem("not_found");
	return doctor;
}

/** The actor's profile as their role has it, with the user inside. */
export async function getProfile(context: ServiceContext) {
	const account = await ownAccount(context);
	const user = userAnswer(account);
	const own = kindOf(account);
	if (own?.kind === "doctor") return { ...doctorAnswer(await doctorOf(context.db, own.id)), user };
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

/** The statements that change the profile itself, beside the user. */
async function roleEdit(context: ServiceContext, account: Account, body: EditProfileBody): Promise<Statement[]> {
	const { db, actor } = context;
	const own = kindOf(account);
	if (own?.kind === "patient") return patientEdit(context, await visiblePatient(db, actor, own.id), body);
	if (own?.kind !== "doctor") return [];
	const { first_name: firstName, last_name: lastName, email, specialization } = body;
	const values = { firstName, lastName, email, specialization, updatedAt: new Date() };
	return [db.update(doctors).set(values).where(eq(doctors.id, own.id))];
}

/**
 * Changes what the body names, of the user and of their profile alike. Another e-mail address needs the password, because
 * whoever has the address can set a new one. Throws `invalid` for that or for what is taken, `forbidden` for the clinical
 * fields of a patient, `rate_limited` after too many wrong passwords.
 */
export async function editProfile(context: ServiceContext, sent: EditProfileBody) {
	const { db, env, actor, origin } = context;
	const body = await meant(context, sent);
	const account = await ownAccount(context);
	const { user } = account;
	const edit = userEdit(db, settings(env), user, body);
	const role = await roleEdit(context, account, body);
	const proof: Statement[] = [];
	if (edit.values.email !== undefined) {
		if (!body.current_password) throw invalid("current_password", "is required to change the e-mail address");
		proof.push(forgive(db, await provePassword(context, user, "current_password", body.current_password)));
	}
	await atomic(db, [
		db
			.update(users)
			.set({ ...edit.values, updatedAt: new Date() })
			.where(eq(users.id, user.id)),
		...role,
		...edit.statements,
		...proof,
		auditRow(db, {
			...{ actor, origin, action: "profile.edit", entity: "user", entityId: user.id },
			fields: edit.fields,
		}),
	]).catch((error) => {
		throw takenProblem(patientTaken(error));
	});
	const own = kindOf(account);
	if (own?.kind === "patient") await followTimezone(env, own.id, body);
	return getProfile(context);
}
