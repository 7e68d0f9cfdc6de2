import { userSchema } from "../../accounts/schema.ts";
import { serviceContext } from "../../auth/authenticate.ts";
import { settings } from "../../env.ts";
import { listUsersQuery } from "../../users/schema.ts";
import { listUsers } from "../../users/service.ts";
import { download, type Listed, ListView, listed } from "../lists.tsx";
import { newPages } from "../router.ts";
import { fill, texts } from "../texts.ts";
import { Badge } from "../ui/badge.tsx";
import { ButtonForm, Field } from "../ui/form.tsx";
import { Moment, ZoneNote } from "../ui/time.tsx";
import { adminPage } from "./frame.tsx";
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

userListPages.get("/admin/users", async (c) => {
	const context = serviceContext(c);
	const find = (query: Parameters<typeof listUsers>[1]) => listUsers(context, query);
	const file = await download(c, listUsersQuery, { item: userSchema, file: "users" }, find);
	if (file) return file;
	const users = await listed(c, listUsersQuery, find);
	const zone = settings(c.env).clinicTimezone;
	return adminPage(c, {
		title: words.title,
		children: (
			<>
				<ZoneNote zone={zone} />
				<ListView
					listed={users}
					caption={words.title}
					columns={columns(zone)}
					files={["csv"]}
					filters={<UserFilters state={users.filters} />}
				/>
			</>
		),
	});
});
