import { userSchema } from "../../accounts/schema.ts";
import { listUsersQuery } from "../../users/schema.ts";
import { listUsers } from "../../users/service.ts";
import type { Listed } from "../lists.tsx";
import { newPages } from "../router.ts";
import { fill, texts } from "../texts.ts";
import { Badge } from "../ui/badge.tsx";
import { ButtonForm, Field } from "../ui/form.tsx";
import { Moment } from "../ui/time.tsx";
import { adminListPage } from "./list.tsx";
import { choicesOf, UserLink } from "./names.tsx";

const words = texts.admin.users;

export type User = Awaited<ReturnType<ReturnType<typeof listUsers>["page"]>>["results"][number];

/** What people call somebody, or their login where they have no name. */
export const calledName = ({ name, username }: Pick<User, "name" | "username">): string => name || username;

/** What an admin has decided of a user, and what waits for it. */
export function StandingBadges({ user }: { user: User }) {
	return (
		<span class="badges">
			{!user.is_active && <Badge tone="silent">{words.inactive}</Badge>}
			{user.requested_user_type && (
				<Badge tone="alert">{fill(words.asks, { role: texts.roles[user.requested_user_type] })}</Badge>
			)}
			{user.is_active && !user.requested_user_type && <Badge tone="good">{words.active}</Badge>}
			{user.is_verified && <Badge tone="good">{words.verified}</Badge>}
		</span>
	);
}

export function ApproveButton({ user }: { user: User }) {
	if (!user.requested_user_type) return null;
	const role = texts.roles[user.requested_user_type];
	const label = fill(words.approve_label, { name: calledName(user), role });
	return <ButtonForm action={`/admin/users/${user.id}/approve`} text={words.approve} label={label} />;
}

const rolesOf = ({ roles }: User) => roles.map((role) => texts.roles[role]).join(", ");

function columns(zone: string) {
	return [
		{ head: words.name, cell: (user: User) => <UserLink id={user.id} name={calledName(user)} /> },
		{ head: words.login, cell: ({ username }: User) => username },
		{ head: words.roles, cell: rolesOf },
		{ head: texts.admin.state, cell: (user: User) => <StandingBadges user={user} /> },
		{ head: words.email, cell: ({ email }: User) => email ?? texts.common.none },
		{
			head: words.last_login,
			cell: ({ last_login }: User) => (last_login ? <Moment at={last_login} zone={zone} /> : texts.admin.never),
		},
		{ head: texts.common.actions, cell: (user: User) => <ApproveButton user={user} /> },
	];
}

const YES_NO = (yes: string, no: string) => choicesOf({ true: yes, false: no });

function UserFilters({ state }: { state: Listed<User>["filters"] }) {
	const shared = { form: "filter", state, required: true } as const;
	return (
		<>
			<Field form="filter" name="search" label={texts.admin.search} state={state} placeholder={words.search_hint} />
			<Field {...shared} name="role" label={words.role} choices={choicesOf(texts.roles)} />
			<Field {...shared} name="pending" label={words.pending} choices={YES_NO(words.waits, texts.common.no)} />
			<Field {...shared} name="is_active" label={texts.admin.state} choices={YES_NO(words.active, words.inactive)} />
			<Field
				{...shared}
				name="is_verified"
				label={words.checked}
				choices={YES_NO(words.verified, words.not_verified)}
			/>
			<Field
				{...shared}
				name="ordering"
				label={texts.admin.order}
				choices={choicesOf({ last_name: texts.admin.by_name, "-last_login": words.last_login }, texts.admin.newest)}
			/>
		</>
	);
}

/** All users, with what waits for an admin. */
export const userListPages = newPages();

userListPages.get("/admin/users", (c) =>
	adminListPage(c, {
		title: words.title,
		query: listUsersQuery,
		Filters: UserFilters,
		find: listUsers,
		columns,
		file: { item: userSchema, file: "users" },
	}),
);
