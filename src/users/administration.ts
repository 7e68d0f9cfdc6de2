import { eq, sql } from "drizzle-orm";
import { type Account, findAccount, takenProblem } from "../accounts/account.ts";
import { newProfile, profileRoles } from "../accounts/creation.ts";
import { userEdit } from "../accounts/editing.ts";
import type { PersonFields } from "../accounts/fields.ts";
import { ifSignedIn, isOvertaken } from "../accounts/guards.ts";
import { users } from "../accounts/table.ts";
import { auditRow } from "../audit/service.ts";
import type { SignedInActor } from "../auth/actor.ts";
import { renewEnded } from "../auth/ended-sessions.ts";
import type { Role } from "../auth/roles.ts";
import type { SignedInContext } from "../auth/service-context.ts";
import { atomic } from "../db/client.ts";
import { nextVersion, staleProblem } from "../db/versions.ts";
import { raiseRevision } from "../doctors/revision.ts";
import { settings } from "../env.ts";
import { problem } from "../http/problem.ts";
import { noticeRow } from "../mail/notices.ts";
import { endAccess } from "../personal-tokens/service.ts";
import { recheckStreams } from "../streams/recheck.ts";
import type { EditUserBody } from "./schema.ts";
import { getUser } from "./service.ts";
import { approval, changesDoctor, outdatesTokens, ownLoss, type Standing, standingAfter } from "./standing.ts";

interface Change {
	/** Of the audit trail. */
	action: string;
	standing: Partial<Standing>;
	person?: PersonFields;
	/** Ends sessions and tokens, whatever changes. */
	signsOut?: true;
	notice?: "role_granted" | "verified";
}

/**
 * The roles after the change, or null (which the column refuses, and so the whole batch) where the user's standing is
 * not what this change was decided on any more, or where who decided it is no admin with a session any more.
 */
function rolesIfUnchanged(before: Standing, after: readonly Role[], admin: SignedInActor) {
	return sql<Role[]>`case when roles = ${JSON.stringify(before.roles)} and requested_role is ${before.requestedRole}
		and exists (select 1 from users admin, json_each(admin.roles) role
			where admin.id = ${ifSignedIn(admin)} and role.value = 'admin') then ${JSON.stringify(after)} end`;
}

/** The parts of the standing that are new, by their names on the wire. */
function differences(before: Standing, after: Standing): string[] {
	return [
		...(JSON.stringify(before.roles) === JSON.stringify(after.roles) ? [] : ["roles"]),
		...(before.requestedRole === after.requestedRole ? [] : ["requested_user_type"]),
		...(before.isActive === after.isActive ? [] : ["is_active"]),
		...(before.isVerified === after.isVerified ? [] : ["is_verified"]),
	];
}

/** The profiles that come with roles which the user did not have. */
function newProfiles(context: SignedInContext, { user, patientId, doctorId }: Account, roles: readonly Role[]) {
	return profileRoles(roles)
		.filter((role) => (role === "patient" ? patientId : doctorId) === null)
		.flatMap((role) => newProfile(context, role, user.id, user));
}

/**
 * Decides on a user and does it, with all that follows: profiles of new roles, the end of sessions and tokens where
 * something was taken away, mails, the audit row. Throws `not_found`; `conflict` where an admin would lock themself out
 * or where somebody else decided on the same user at the same moment, or a field is taken; `precondition_failed` off the
 * `expected` version.
 */
async function change(context: SignedInContext, id: number, decide: (user: Standing) => Change, expected?: number) {
	const { db, env, actor, origin } = context;
	const account = await findAccount(db, eq(users.id, id));
	if (!account) throw problem("not_found");
	const { user } = account;
	const { action, standing, person = {}, signsOut, notice } = decide(user);
	const { roles, requestedRole, isActive, isVerified } = standingAfter(user, standing);
	const after = { roles, requestedRole, isActive, isVerified };
	const loss = id === actor.id ? ownLoss(user, after) : undefined;
	if (loss) throw problem("conflict", { detail: loss });
	const edit = await userEdit(db, settings(env), user, person);
	if (id === actor.id && edit.values.email !== undefined)
		throw problem("conflict", { detail: "Change your own e-mail address in your profile, with your password." });
	const ends = signsOut || outdatesTokens(user, after);
	const answered = requestedRole === user.requestedRole ? {} : { requestedRole };
	const values = { ...standing, ...answered, ...edit.values, version: nextVersion(expected), updatedAt: new Date() };
	await atomic(db, [
		db
			.update(users)
			.set({ ...values, roles: rolesIfUnchanged(user, roles, actor) })
			.where(eq(users.id, id)),
		...newProfiles(context, { ...account, user: { ...user, ...edit.values } }, roles),
		...(ends ? endAccess(db, id) : []),
		...edit.statements,
		...(changesDoctor(user, after) ? [raiseRevision(db)] : []),
		...(notice ? [noticeRow(db, notice, id)] : []),
		auditRow(db, {
			...{ actor, origin, action, entity: "user", entityId: id },
			fields: [...edit.fields, ...differences(user, after)],
		}),
	]).catch((error) => {
		throw isOvertaken(error)
			? problem("conflict", { detail: "Somebody else changed this user: look again." })
			: staleProblem(takenProblem(error));
	});
	if (ends) await renewEnded(db);
	recheckStreams(env, [id]);
	return getUser(context, id);
}

function standingOf({ roles, user_type, is_active, is_verified, requested_user_type }: EditUserBody) {
	const named = roles ?? (user_type && [user_type]);
	return {
		...(named && { roles: named }),
		...(is_active !== undefined && { isActive: is_active }),
		...(is_verified !== undefined && { isVerified: is_verified }),
		...(requested_user_type === null && { requestedRole: null }),
	};
}

/** Changes what the body names, of the person and of their standing. */
export function editUser(context: SignedInContext, id: number, body: EditUserBody, expected?: number) {
	return change(context, id, () => ({ action: "user.edit", standing: standingOf(body), person: body }), expected);
}

/** Grants the role that waits. Throws `conflict` where none does. */
export function approveUser(context: SignedInContext, id: number) {
	return change(context, id, (user) => {
		const standing = approval(user);
		if (!standing) throw problem("conflict", { detail: "This user has not asked for a role." });
		return { action: "user.approve", standing, notice: "role_granted" };
	});
}

/** Notes that an admin has checked who this is. */
export function verifyUser(context: SignedInContext, id: number) {
	return change(context, id, ({ isVerified }) => ({
		...{ action: "user.verify", standing: { isVerified: true } },
		...(!isVerified && { notice: "verified" }),
	}));
}

/** Shuts the user out: no sign-in, and no token of theirs works any more. What they wrote stays. */
export function deactivateUser(context: SignedInContext, id: number) {
	return change(context, id, () => ({ action: "user.deactivate", standing: { isActive: false } }));
}

/** Lets the user sign in again. Sessions and tokens that ended stay ended. */
export function activateUser(context: SignedInContext, id: number) {
	return change(context, id, () => ({ action: "user.activate", standing: { isActive: true } }));
}

/** Ends all sessions and personal tokens of the user, as after a lost device. They may sign in again. */
export function signOutUser(context: SignedInContext, id: number) {
	return change(context, id, () => ({ action: "user.sign_out", standing: {}, signsOut: true }));
}
