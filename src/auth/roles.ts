/** From the most to the least powerful: `user_type` in an answer is the first that a user has. */
export const ROLES = ["admin", "staff", "doctor", "patient", "user"] as const;
export type Role = (typeof ROLES)[number];

/** The role by which an answer names a user: the most powerful one. */
export function primaryRole(roles: readonly Role[]): Role {
	return ROLES.find((role) => roles.includes(role)) ?? "user";
}
