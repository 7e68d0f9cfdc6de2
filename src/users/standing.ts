import type { Role } from "../auth/roles.ts";

/** What admins decide of a user. */
export interface Standing {
	/** Each once. */
	roles: Role[];
	/** Waits for an admin. */
	requestedRole: Role | null;
	isActive: boolean;
	isVerified: boolean;
}

/** The role of who has no other: granted while another one waits for approval. */
const PLACEHOLDER: Role = "user";

/** The standing after an edit. A role that is granted is not waited for any more. */
export function standingAfter(before: Standing, change: Partial<Standing>): Standing {
	const after = { ...before, ...change };
	const roles = [...new Set(after.roles)];
	const waits = after.requestedRole !== null && !roles.includes(after.requestedRole);
	return { ...after, roles, requestedRole: waits ? after.requestedRole : null };
}

/** The change that grants the requested role, in place of the one that filled in for it; undefined where none waits. */
export function approval({ roles, requestedRole }: Standing): Partial<Standing> | undefined {
	if (requestedRole === null) return undefined;
	return { roles: [...roles.filter((role) => role !== PLACEHOLDER), requestedRole], requestedRole: null };
}

/** Whether tokens that were given out before say more than is true after. */
export function outdatesTokens(before: Standing, after: Standing): boolean {
	if (before.isActive && !after.isActive) return true;
	return before.roles.some((role) => role !== PLACEHOLDER && !after.roles.includes(role));
}

/** Whether the list of doctors shows somebody otherwise after the change, if they are one. */
export function changesDoctor(before: Standing, after: Standing): boolean {
	const shown = ({ roles, isActive, isVerified }: Standing) =>
		JSON.stringify([roles.includes("doctor") && isActive, isVerified]);
	return shown(before) !== shown(after);
}

/** Why an admin may not do this to themself, if so: there is always one left who can undo it. */
export function ownLoss(before: Standing, after: Standing): string | undefined {
	if (before.isActive && !after.isActive) return "You cannot deactivate your own account: ask another admin.";
	if (before.roles.includes("admin") && !after.roles.includes("admin"))
		return "You cannot take your own role of admin: ask another admin.";
	return undefined;
}
